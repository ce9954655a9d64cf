/**
 * Which address of this machine a connection comes from, where one address has not ports enough.
 */

/** One end has at most 28,000 ports by default, so more connections to one port of loopback take more addresses. */
const CONNECTIONS_PER_ADDRESS = 20_000;

/** The local address for connection `index` to `address`; `undefined`: whichever the kernel takes. */
export function sourceAddress(index: number, address: string): string | undefined {
  const addressNumber = Math.floor(index / CONNECTIONS_PER_ADDRESS);
  // Only where it is needed: a socket that is bound first costs the kernel another search for a port.
  return addressNumber > 0 && address.startsWith("127.") ? `127.0.0.${1 + addressNumber}` : undefined;
}
