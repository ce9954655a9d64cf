/**
 * The section `channel`: conventions of names, and the namespaces.
 */
import type { ChannelOptions } from "../channel/channel-options.ts";
import { type DataFormat, dataFormats, type NamespaceDefaults, readNamespaceOptions } from "./namespace-options.ts";
import { NamespaceResolver, withoutNamespace } from "./namespace-resolver.ts";
import type { NameConventions } from "./namespace-rules.ts";
import type { OptionReader } from "./option-reader.ts";

const namespaceName = /^[-a-zA-Z0-9_.]{2,}$/;

/** Reads it. @param isInsecure `client.insecure`. */
export function readChannelSection(reader: OptionReader, isInsecure: boolean): NamespaceResolver {
  const names = readNames(reader);
  const dataFormat: DataFormat | undefined = reader.oneOf("publication_data_format", dataFormats);
  const defaults: NamespaceDefaults = { names, isInsecure, dataFormat };
  const maxLength = reader.whole("max_length", 1, 255) ?? 255;
  reader.notOffered(["history_meta_ttl"], "is not used: a log's position is kept as long as its store keeps it");
  reader.notOffered(["proxy"], "proxies are not offered");
  const without = reader.object("without_namespace");
  const declarations = new Map<string, ChannelOptions>([[withoutNamespace, readNamespaceOptions(without, defaults)]]);
  without.finish();
  const places = new Map<string, string>();
  for (const namespace of reader.objects("namespaces")) {
    const name = readName(namespace, places);
    const options = readNamespaceOptions(namespace, defaults);
    if (name !== undefined) declarations.set(name, options);
    namespace.finish();
  }
  reader.finish();
  return new NamespaceResolver(declarations, names, maxLength);
}

function readNames(reader: OptionReader): NameConventions {
  return {
    privatePrefix: reader.text("private_prefix") ?? "$",
    namespaceBoundary: reader.text("namespace_boundary") ?? ":",
    userBoundary: reader.text("user_boundary") ?? "#",
    userSeparator: reader.text("user_separator") ?? ",",
  };
}

function readName(namespace: OptionReader, places: Map<string, string>): string | undefined {
  const name = namespace.text("name");
  if (name === undefined) return namespace.has("name") ? undefined : namespace.refuse("name", "is missing");
  const isReserved = name === withoutNamespace || Object.hasOwn(Object.prototype, name);
  if (!namespaceName.test(name) || isReserved) {
    const shown = JSON.stringify(name.slice(0, 60));
    return namespace.refuse("name", `${shown} is no name: two or more of letters, digits, "-", "_" and "."`);
  }
  const first = places.get(name);
  if (first !== undefined) return namespace.refuse("name", `${JSON.stringify(name)} is the name of ${first} already`);
  places.set(name, namespace.place);
  return name;
}
