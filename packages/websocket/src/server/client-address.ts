/**
 * From the options about proxies to the address of a request's client. It knows which source is asked, in which order; what a
 * header or a list says is read in the modules beside it.
 */
import type { HeaderLine } from "@longwire/wire";
import { forwardedAddresses } from "./forwarded-addresses.ts";
import type { ProxiedClient } from "./proxy-protocol.ts";
import type { ServerOptions } from "./server-options.ts";
import { plainAddress, TrustedProxies } from "./trusted-proxies.ts";

/** The rules of one server. */
export class ClientAddresses {
  readonly #trusted: TrustedProxies | undefined;
  readonly #header: "x-forwarded-for" | "forwarded";

  /** @throws UsageError `ERR_INVALID_ARGUMENT` for a `trustProxy` that is none. */
  constructor({ trustProxy, proxyHeader = "x-forwarded-for" }: Pick<ServerOptions, "trustProxy" | "proxyHeader">) {
    this.#trusted = trustProxy === undefined ? undefined : new TrustedProxies(trustProxy);
    this.#header = proxyHeader;
  }

  /** Whether a connection from `address` may begin with a header of the PROXY protocol. */
  mayProxy(address: string | undefined): boolean {
    return this.#trusted?.isTrusted(address) ?? true;
  }

  /** The client's address. @param client what the PROXY protocol said, in the place of the socket's address. */
  of(
    socketAddress: string | undefined,
    headers: readonly HeaderLine[],
    client: ProxiedClient | undefined,
  ): string | undefined {
    const peer = client?.address ?? socketAddress;
    if (this.#trusted === undefined) return peer === undefined ? undefined : plainAddress(peer);
    const lines = headers.filter(([name]) => name.toLowerCase() === this.#header).map(([, value]) => value);
    // RFC 9110 §5.3: several lines are one list, in their order.
    return this.#trusted.clientAddress(peer, forwardedAddresses(lines.join(","), this.#header));
  }
}
