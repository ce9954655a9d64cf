/**
 * Finds the namespace of a channel: what stands before the first boundary. The rest may be anything, also further colons.
 */
import type { ChannelOptions } from "../channel/channel-options.ts";
import type { ChannelResolver } from "../channel/channel-registry.ts";
import type { NameConventions } from "./namespace-rules.ts";

/** Name of the declaration of channels without namespace. No namespace can be called so. */
export const withoutNamespace = "channel.without_namespace";

/** Declarations of namespaces. @param namespaces by name, with `withoutNamespace` among them. */
export class NamespaceResolver implements ChannelResolver {
  readonly declarations: Readonly<Record<string, ChannelOptions>>;
  readonly #namespaces: ReadonlySet<string>;
  readonly #names: NameConventions;
  readonly #maxLength: number;

  /** @param maxLength characters of a channel's name. */
  constructor(namespaces: ReadonlyMap<string, ChannelOptions>, names: NameConventions, maxLength: number) {
    this.declarations = Object.fromEntries(namespaces);
    this.#namespaces = new Set(namespaces.keys());
    this.#names = names;
    this.#maxLength = maxLength;
  }

  find(channel: string): ReturnType<ChannelResolver["find"]> {
    if (channel.length > this.#maxLength) return undefined;
    const { privatePrefix, namespaceBoundary } = this.#names;
    const isPrivate = privatePrefix !== "" && channel.startsWith(privatePrefix);
    const name = isPrivate ? channel.slice(privatePrefix.length) : channel;
    const end = namespaceBoundary === "" ? -1 : name.indexOf(namespaceBoundary);
    if (end < 0) return { declaration: withoutNamespace, parameters: { rest: name } };
    const namespace = name.slice(0, end);
    // Such a name would otherwise lead to the declaration of channels without namespace.
    if (namespace === withoutNamespace || !this.#namespaces.has(namespace)) return undefined;
    return { declaration: namespace, parameters: { namespace, rest: name.slice(end + namespaceBoundary.length) } };
  }
}
