// SPDX-License-Identifier: Apache-2.0

/** Keeps the app as high as what is visible, so that a phone's keyboard never covers the composer. */
export function followViewport(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const apply = (): void => {
    // Pinch zoom shrinks the visual viewport too; that is no reason to re-lay the app.
    if (viewport.scale > 1.01) return;
    document.documentElement.style.setProperty("--app-height", `${viewport.height}px`);
    if (viewport.offsetTop > 0) window.scrollTo(0, 0);
  };
  viewport.addEventListener("resize", apply);
  viewport.addEventListener("scroll", apply);
  apply();
}
