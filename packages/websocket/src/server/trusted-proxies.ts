/**
 * Which address a client has when proxies stand in front: the list that they write is read from its right end, where our
 * own proxy wrote, and only as far as the writers are trusted. What stands further left anybody may have invented.
 * It knows addresses and nothing of where the list comes from.
 */
import { BlockList, isIP } from "node:net";
import { UsageError } from "@longwire/wire";

/**
 * Whom to believe about the address of a client.
 * - a number: so many proxies stand in front, each of which adds the address it was reached from;
 * - a list of addresses and networks of proxies, such as `["10.0.0.0/8", "fd00::/8", "127.0.0.1"]`.
 */
export type TrustProxy = number | readonly string[];

/** Decides how far a list of addresses is believed. */
export class TrustedProxies {
  readonly #hops: number;
  readonly #networks: BlockList | undefined;

  /** @throws UsageError `ERR_INVALID_ARGUMENT` for a number that is no count, or an entry that is no network. */
  constructor(trust: TrustProxy) {
    if (typeof trust === "number") {
      if (!Number.isInteger(trust) || trust < 0) throw invalid(String(trust));
      this.#hops = trust;
    } else {
      this.#hops = 0;
      this.#networks = new BlockList();
      for (const network of trust) addNetwork(this.#networks, network);
    }
  }

  /**
   * @param peer address of the connection's other end. @param claims what the proxies wrote, in the order of the header;
   * `undefined` where they did not write an address.
   * @returns the client's address, or the last proxy's that is known where a proxy did not say whom it served.
   */
  clientAddress(peer: string | undefined, claims: readonly (string | undefined)[]): string | undefined {
    let address = peer === undefined ? undefined : plainAddress(peer);
    for (let at = claims.length - 1, hop = 0; at >= 0 && this.#trusts(address, hop); at -= 1, hop += 1) {
      const claim = claims[at];
      if (claim === undefined) break;
      address = claim;
    }
    return address;
  }

  /** Whether a connection from `address` may tell of another client at all. */
  isTrusted(address: string | undefined): boolean {
    return this.#trusts(address === undefined ? undefined : plainAddress(address), 0);
  }

  #trusts(address: string | undefined, hop: number): boolean {
    if (this.#networks === undefined) return hop < this.#hops;
    if (address === undefined) return false;
    return this.#networks.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  }
}

/** An IPv4 address that came over an IPv6 socket, as itself; every other as it is. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped !== undefined && isIP(mapped) === 4 ? mapped : address;
}

function addNetwork(networks: BlockList, network: string): void {
  const [address = "", bits, ...rest] = network.split("/");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const prefix = bits === undefined ? undefined : Number(bits);
  const most = family === "ipv6" ? 128 : 32;
  if (isIP(address) === 0 || rest.length > 0) throw invalid(network);
  if (prefix === undefined) networks.addAddress(address, family);
  else if (/^\d{1,3}$/.test(bits ?? "") && prefix <= most) networks.addSubnet(address, prefix, family);
  else throw invalid(network);
}

function invalid(value: string): UsageError {
  return new UsageError(
    "ERR_INVALID_ARGUMENT",
    `trustProxy must be a number of proxies, or a list of addresses and networks such as "10.0.0.0/8", not "${value}"`,
  );
}
