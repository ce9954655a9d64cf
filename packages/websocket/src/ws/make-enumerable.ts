/**
 * Accessors of a class are not enumerable; those of `ws` are, so that `for … in` and object inspection show them.
 */

/** Makes accessors of `type`, inherited ones too, enumerable members of its own prototype. */
export function makeEnumerable(type: { readonly prototype: object }, names: readonly string[]): void {
  for (const name of names) {
    const descriptor = findDescriptor(type.prototype, name);
    if (descriptor !== undefined) Object.defineProperty(type.prototype, name, { ...descriptor, enumerable: true });
  }
}

function findDescriptor(prototype: object | null, name: string): PropertyDescriptor | undefined {
  if (prototype === null) return undefined;
  return Object.getOwnPropertyDescriptor(prototype, name) ?? findDescriptor(Object.getPrototypeOf(prototype), name);
}
