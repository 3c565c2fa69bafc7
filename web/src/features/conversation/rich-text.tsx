// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { pieces } from "../../model/links";
import { partsOf, type Part } from "../../model/rich";
import { isSafeUrl, type Span } from "../../proto/spans";
import { t } from "../../ui/i18n";
import { hashOf } from "../../ui/route";

/** A message's text with its ranges: never HTML, only text nodes and elements that are named here. */
export function RichText({ text, spans, self }: { text: string; spans: readonly Span[]; self: string }) {
  return <>{partsOf(text, spans).map((part, at) => render(part, at, self, false))}</>;
}

/** `bare`: addresses in it are no links. */
function render(part: Part, key: number, self: string, bare: boolean): ComponentChildren {
  if (typeof part === "string") return bare ? part : <Plain key={key} text={part} />;
  const { span, parts } = part;
  const literal = bare || span.kind === "code" || span.kind === "pre" || span.kind === "link";
  const inside = parts.map((inner, at) => render(inner, at, self, literal));
  switch (span.kind) {
    case "bold":
      return <strong key={key}>{inside}</strong>;
    case "italic":
      return <em key={key}>{inside}</em>;
    case "strike":
      return <s key={key}>{inside}</s>;
    case "code":
      return <code key={key}>{inside}</code>;
    case "pre":
      return (
        <pre key={key} dir="ltr">
          {inside}
        </pre>
      );
    case "spoiler":
      return <Spoiler key={key}>{inside}</Spoiler>;
    case "mentionAll":
      return (
        <span key={key} class="mention self" data-testid="mention">
          {inside}
        </span>
      );
    case "mention":
      return <Mention key={key} user={span.user ?? "0"} self={self} inside={inside} />;
    case "link": {
      const href = span.url ?? parts.filter((inner) => typeof inner === "string").join("");
      return bare || !isSafeUrl(href) ? inside : <Outside key={key} href={href} inside={inside} />;
    }
  }
}

/** A link that leads elsewhere. */
function Outside({ href, inside }: { href: string; inside: ComponentChildren }) {
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer">
      {inside}
    </a>
  );
}

function Mention({ user, self, inside }: { user: string; self: string; inside: ComponentChildren }) {
  if (user === self) {
    return (
      <span class="mention self" data-testid="mention">
        {inside}
      </span>
    );
  }
  return (
    <a class="mention" data-testid="mention" href={hashOf({ screen: "person", user })}>
      {inside}
    </a>
  );
}

function Plain({ text }: { text: string }) {
  return (
    <>
      {pieces(text).map((piece, at) =>
        piece.kind === "link" ? <Outside key={at} href={piece.href} inside={piece.text} /> : piece.text,
      )}
    </>
  );
}

function Spoiler({ children }: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  if (open) {
    return (
      <span class="spoiler open" data-testid="spoiler">
        {children}
      </span>
    );
  }
  return (
    <button
      type="button"
      class="spoiler"
      data-testid="spoiler"
      aria-label={t("chat.spoiler")}
      onClick={() => setOpen(true)}
    >
      <span aria-hidden="true" inert>
        {children}
      </span>
    </button>
  );
}
