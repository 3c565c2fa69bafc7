// SPDX-License-Identifier: Apache-2.0
import { pieces } from "../../model/links";

/** A message's text: never HTML, only text nodes and links. */
export function RichText({ text }: { text: string }) {
  return (
    <>
      {pieces(text).map((piece, index) =>
        piece.kind === "link" ? (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}
