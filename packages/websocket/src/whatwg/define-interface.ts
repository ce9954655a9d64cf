/**
 * Gives a class what Web IDL asks of an interface beyond what a class has: enumerable members, constants on class and
 * prototype, `length` of operations, `Symbol.toStringTag`. It knows property descriptors only.
 */

/** What an interface has; names as in its IDL. */
export interface InterfaceShape {
  readonly name: string;
  /** Required arguments of the constructor. */
  readonly length: number;
  readonly attributes: readonly string[];
  /** Operations with the number of their required arguments. */
  readonly operations?: Readonly<Record<string, number>>;
  readonly constants?: Readonly<Record<string, number>>;
}

/** Shapes `interfaceObject` and its prototype. To be called once, right after the class. */
export function defineInterface(interfaceObject: { readonly prototype: object }, shape: InterfaceShape): void {
  const { prototype } = interfaceObject;
  const { operations = {}, constants = {} } = shape;
  Object.defineProperty(interfaceObject, "length", { value: shape.length });
  for (const name of [...shape.attributes, ...Object.keys(operations)]) {
    Object.defineProperty(prototype, name, { enumerable: true });
  }
  for (const [name, length] of Object.entries(operations)) {
    Object.defineProperty(Reflect.get(prototype, name), "length", { value: length });
  }
  for (const [name, value] of Object.entries(constants)) {
    const descriptor = { value, writable: false, enumerable: true, configurable: false };
    Object.defineProperty(interfaceObject, name, descriptor);
    Object.defineProperty(prototype, name, descriptor);
  }
  Object.defineProperty(prototype, Symbol.toStringTag, {
    value: shape.name,
    writable: false,
    enumerable: false,
    configurable: true,
  });
}
