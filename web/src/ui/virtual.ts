// SPDX-License-Identifier: Apache-2.0
// virtual-core in Preact: the list renders only the rows near the viewport and stays anchored to its end.
import { Virtualizer, type VirtualizerOptions } from "@tanstack/virtual-core";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";

type Options = VirtualizerOptions<HTMLElement, HTMLElement>;

export function useVirtual(options: Options): Virtualizer<HTMLElement, HTMLElement> {
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  const ref = useRef<Virtualizer<HTMLElement, HTMLElement> | null>(null);
  const resolved: Options = {
    ...options,
    onChange: (instance, sync) => {
      redraw();
      options.onChange?.(instance, sync);
    },
  };
  ref.current ??= new Virtualizer(resolved);
  const virtualizer = ref.current;
  virtualizer.setOptions(resolved);
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
