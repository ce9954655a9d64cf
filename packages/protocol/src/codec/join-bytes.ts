/**
 * Encoded messages in one run of bytes. It knows no encoding.
 */

/** All messages, with `separator` between two of them when there is one. One message is returned as it is. */
export function joinBytes(messages: readonly Uint8Array[], separator?: number): Uint8Array {
  const only = messages[0];
  if (messages.length === 1 && only !== undefined) return only;
  const between = separator === undefined ? 0 : 1;
  const length = messages.reduce((sum, message) => sum + message.length + between, -between);
  const all = new Uint8Array(Math.max(0, length));
  let at = 0;
  for (const message of messages) {
    if (at > 0 && separator !== undefined) {
      all[at] = separator;
      at += 1;
    }
    all.set(message, at);
    at += message.length;
  }
  return all;
}
