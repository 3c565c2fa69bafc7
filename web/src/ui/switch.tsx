// SPDX-License-Identifier: Apache-2.0
import { useId } from "preact/hooks";
import "./switch.css";

interface SwitchProps {
  label: string;
  hint?: string | undefined;
  testid: string;
  on: boolean;
  disabled?: boolean;
  onChange(on: boolean): void;
}

/** A line with a label, an explanation, and an on/off switch. */
export function Switch({ label, hint, testid, on, disabled = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <button
      type="button"
      role="switch"
      class="row switch"
      aria-checked={on}
      aria-labelledby={`${id}-label`}
      aria-describedby={hint ? `${id}-hint` : undefined}
      data-testid={testid}
      disabled={disabled}
      onClick={() => onChange(!on)}
    >
      <span class="row-text">
        <span id={`${id}-label`} class="row-name">
          {label}
        </span>
        {hint && (
          <span id={`${id}-hint`} class="switch-hint">
            {hint}
          </span>
        )}
      </span>
      <span class="switch-track" aria-hidden="true">
        <span class="switch-knob" />
      </span>
    </button>
  );
}
