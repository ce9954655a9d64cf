/**
 * A subscriber's condition on the tags of publications: judged once when it is given, then asked for each publication.
 * A tag that is absent equals nothing and compares with nothing. Numbers are decimal; what is no number never compares.
 */
import type { FilterNode } from "@longwire/protocol";

/** Tags of a publication. */
export type Tags = ReadonlyMap<string, string>;

/** True for publications that are wanted. */
export type TagsFilter = (tags: Tags) => boolean;

/** Nodes of one filter; more cost every publication too much. */
export const maxFilterNodes = 64;

const decimal = /^-?[0-9]+(?:\.[0-9]+)?$/;

/** A filter of the condition, or what is wrong with it. */
export type CompiledFilter =
  | { readonly ok: true; readonly filter: TagsFilter }
  | { readonly ok: false; readonly reason: string };

/** Judges a condition. */
export function compileTagsFilter(root: FilterNode): CompiledFilter {
  const compiler = new Compiler();
  const filter = compiler.compile(root);
  return compiler.fault === undefined ? { ok: true, filter } : { ok: false, reason: compiler.fault };
}

class Compiler {
  fault: string | undefined;
  #nodes = 0;

  compile(node: FilterNode): TagsFilter {
    this.#nodes += 1;
    if (this.#nodes > maxFilterNodes) return this.#refuse(`the filter has more than ${maxFilterNodes} nodes`);
    const op = node.op ?? "";
    return op === "" ? this.#leaf(node) : this.#combination(op, node.nodes ?? []);
  }

  #combination(op: string, nodes: readonly FilterNode[]): TagsFilter {
    const filters = nodes.map((node) => this.compile(node));
    const [first] = filters;
    if (first === undefined) return this.#refuse(`"${op}" has no nodes`);
    if (op === "and") return (tags) => filters.every((filter) => filter(tags));
    if (op === "or") return (tags) => filters.some((filter) => filter(tags));
    if (op !== "not") return this.#refuse(`there is no operation "${op}"`);
    return filters.length === 1 ? (tags) => !first(tags) : this.#refuse('"not" has more than one node');
  }

  #leaf({ key = "", cmp = "", val = "", vals = [] }: FilterNode): TagsFilter {
    if (key === "") return this.#refuse("a comparison has no key");
    if (cmp === "in" || cmp === "nin") {
      if (vals.length === 0) return this.#refuse(`"${cmp}" has no vals`);
      const wanted = new Set(vals);
      return cmp === "in"
        ? where(key, (tag) => wanted.has(tag))
        : (tags) => !where(key, (tag) => wanted.has(tag))(tags);
    }
    const compare = comparisons.get(cmp);
    if (compare !== undefined) return where(key, (tag) => compare(tag, val));
    const orders = orderings.get(cmp);
    if (orders !== undefined) return this.#number(key, val, orders);
    if (cmp === "neq") return (tags) => tags.get(key) !== val;
    if (cmp === "ex") return (tags) => tags.has(key);
    if (cmp === "nex") return (tags) => !tags.has(key);
    return this.#refuse(`there is no comparison "${cmp}"`);
  }

  #number(key: string, val: string, orders: (a: number, b: number) => boolean): TagsFilter {
    if (!decimal.test(val)) return this.#refuse(`"${val}" is no number`);
    const number = Number(val);
    return where(key, (tag) => decimal.test(tag) && orders(Number(tag), number));
  }

  #refuse(fault: string): TagsFilter {
    this.fault ??= fault;
    return () => false;
  }
}

function where(key: string, holds: (tag: string) => boolean): TagsFilter {
  return (tags) => {
    const tag = tags.get(key);
    return tag !== undefined && holds(tag);
  };
}

const comparisons: ReadonlyMap<string, (tag: string, val: string) => boolean> = new Map([
  ["eq", (tag: string, val: string) => tag === val],
  ["sw", (tag: string, val: string) => tag.startsWith(val)],
  ["ew", (tag: string, val: string) => tag.endsWith(val)],
  ["ct", (tag: string, val: string) => tag.includes(val)],
]);

const orderings: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ["lt", (a: number, b: number) => a < b],
  ["lte", (a: number, b: number) => a <= b],
  ["gt", (a: number, b: number) => a > b],
  ["gte", (a: number, b: number) => a >= b],
]);
