/**
 * What a room may be called, which is also what its page's URL may hold.
 * Both sides use it, so that a link and the server agree on one spelling of a room.
 */

import { chatBounds } from "./chat.ts";

/** The room of those who name none. */
export const defaultRoom = "lobby";

const ALLOWED = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*$/u;

/**
 * The one spelling of a room: NFC, lower case, spaces as hyphens. `undefined` when the text names no room:
 * letters and digits of any script, hyphen and underscore, at most 40 code units.
 */
export function roomName(text: string): string | undefined {
  if (text.length > chatBounds.roomLength * 2) return undefined;
  const name = text.normalize("NFC").trim().toLowerCase().replaceAll(" ", "-");
  return name.length <= chatBounds.roomLength && ALLOWED.test(name) ? name : undefined;
}
