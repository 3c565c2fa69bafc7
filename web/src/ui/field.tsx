// SPDX-License-Identifier: Apache-2.0
import { useId, useState } from "preact/hooks";
import { Icon } from "./icon";
import { t } from "./i18n";

interface FieldProps {
  label: string;
  value: string;
  onInput(value: string): void;
  testid: string;
  hint?: string;
  error?: string | undefined;
  type?: "text" | "password";
  autocomplete?: string;
  autofocus?: boolean;
  maxLength?: number;
  literal?: boolean;
}

export function Field(props: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const password = props.type === "password";
  const note = props.error ?? props.hint;
  return (
    <div class={props.error ? "field wrong" : "field"}>
      <label for={id}>{props.label}</label>
      <div class="field-box">
        <input
          id={id}
          data-testid={props.testid}
          type={(password && !shown ? "password" : "text") as "text"}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
          autocomplete={props.autocomplete ?? "off"}
          autofocus={props.autofocus ?? false}
          maxLength={props.maxLength}
          autocapitalize={props.literal || password ? "none" : "sentences"}
          autocorrect={props.literal ? "off" : "on"}
          spellcheck={false}
          aria-invalid={props.error ? "true" : "false"}
          aria-describedby={note ? `${id}-note` : undefined}
        />
        {password && (
          <button
            type="button"
            class="icon-button"
            aria-label={shown ? t("auth.hide-password") : t("auth.show-password")}
            onClick={() => setShown(!shown)}
          >
            <Icon name={shown ? "eye-off" : "eye"} size={20} />
          </button>
        )}
      </div>
      {note && (
        <p id={`${id}-note`} class="field-note" role={props.error ? "alert" : undefined}>
          {note}
        </p>
      )}
    </div>
  );
}
