/**
 * Joins messages to frames. Where connections get the very same messages one after the other, as in a fan-out, the frame
 * is made once.
 */
import type { Codec } from "@longwire/protocol";

interface Joined {
  readonly messages: readonly Uint8Array[];
  readonly frame: Uint8Array;
}

/** Remembers the last frame of each encoding. */
export class BatchJoiner {
  readonly #last = new Map<string, Joined>();

  /** One frame of `messages`, which must not be changed afterwards. */
  join(codec: Codec, messages: readonly Uint8Array[]): Uint8Array {
    const [only] = messages;
    if (messages.length === 1 && only !== undefined) return only;
    const last = this.#last.get(codec.name);
    if (last !== undefined && isSame(last.messages, messages)) return last.frame;
    const frame = codec.joinBytes(messages);
    this.#last.set(codec.name, { messages, frame });
    return frame;
  }

  /** Forgets the frames, so that they do not outlive the turn. */
  clear(): void {
    this.#last.clear();
  }
}

function isSame(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
