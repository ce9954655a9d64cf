/**
 * A look at the raw bytes of a connection, for tools that show frames. It knows bytes in the order of the stream and
 * nothing of their meaning; `transport.ts` calls it.
 */

/**
 * Gets every byte after the opening handshake, in order and in any cut: input before its events are emitted, output when
 * it is given to the stream. The bytes are borrowed for the call: copy what is to be kept, and change nothing.
 */
export interface WireTap {
  onReceived(bytes: Uint8Array): void;
  onSent(bytes: Uint8Array): void;
}
