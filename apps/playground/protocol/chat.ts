/**
 * The words that the chat page and the chat server say to each other, as JSON text messages on `/chat`.
 * It knows shapes and bounds only; reading and checking what arrives is each side's own business.
 * The hub's protocol will replace it.
 */

/** Bounds of the chat. Lengths in UTF-16 code units, after trimming. */
export const chatBounds: {
  readonly nameLength: number;
  readonly roomLength: number;
  readonly textLength: number;
  readonly idLength: number;
  readonly historyMessages: number;
} = Object.freeze({ nameLength: 32, roomLength: 40, textLength: 2000, idLength: 64, historyMessages: 50 });

/** Enter a room, or move to another one. `key` is the person's secret: the public id is made from it. */
export interface JoinCommand {
  readonly type: "join";
  readonly room: string;
  readonly key: string;
  readonly name: string;
}

/** Take another name; it holds for all tabs of the same person in the room. */
export interface RenameCommand {
  readonly type: "rename";
  readonly name: string;
}

/** Say something. A resend with the same `id` is acknowledged and not said twice. */
export interface SayCommand {
  readonly type: "say";
  readonly id: string;
  readonly text: string;
}

/** Began or stopped typing. */
export interface TypingCommand {
  readonly type: "typing";
  readonly typing: boolean;
}

/** Asks for a `pong`, because a page cannot send a WebSocket ping. */
export interface PingCommand {
  readonly type: "ping";
}

/** All that a page may send. */
export type ChatCommand = JoinCommand | RenameCommand | SayCommand | TypingCommand | PingCommand;

/** One person in a room, however many tabs are open. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly tabs: number;
}

/** One message as everybody sees it. `at` is the server's clock, in ms since the epoch. */
export interface ChatMessage {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

/** Why a command was not carried out. */
export type ChatErrorCode = "malformed" | "unknown-type" | "invalid" | "too-long" | "not-joined" | "full";

/** All that the server may send. */
export type ChatEvent =
  | {
      readonly type: "joined";
      readonly room: string;
      readonly you: string;
      readonly people: readonly Person[];
      readonly messages: readonly ChatMessage[];
    }
  | { readonly type: "person"; readonly person: Person }
  | { readonly type: "left"; readonly id: string }
  | { readonly type: "message"; readonly message: ChatMessage }
  | { readonly type: "sent"; readonly id: string; readonly at: number }
  | { readonly type: "typing"; readonly id: string; readonly typing: boolean }
  | { readonly type: "error"; readonly code: ChatErrorCode; readonly detail: string; readonly id?: string }
  | { readonly type: "pong" };
