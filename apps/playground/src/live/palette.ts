/**
 * The theme's colours as a canvas needs them: resolved, because a canvas knows no custom properties.
 */

/** The colours that charts use. */
export type ColorName = "copper" | "patina" | "slate" | "ink" | "ink-soft" | "hairline" | "surface";

const names: readonly ColorName[] = ["copper", "patina", "slate", "ink", "ink-soft", "hairline", "surface"];

/** Each colour as it is inside this element now. */
export function paletteOf(element: Element): Readonly<Record<ColorName, string>> {
  const probe = document.createElement("span");
  element.append(probe);
  const resolve = (name: ColorName): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = Object.fromEntries(names.map((name) => [name, resolve(name)])) as Record<ColorName, string>;
  probe.remove();
  return palette;
}
