/**
 * What a load generator has to say to a hub, and what it has to understand: join a channel, publish, answer pings. Whose
 * protocol that is, is the dialect's; when to speak, the member's (`hub-member.ts`).
 */

/** What a message that came while joining asks for. */
export type JoinStep = { readonly send: string } | "connected" | "subscribed" | "ignored";

/** One protocol, over text messages. */
export interface HubDialect {
  readonly name: "centrifuge" | "socket.io";
  /** The first message of a client; undefined: the server speaks first. */
  readonly greeting: string | undefined;
  /** Judges one message, or one line where lines are messages. @throws CommandError for a refusal. */
  join(text: string): JoinStep;
  /** Sent when connected, to get what is published in `channel`. */
  subscribe(channel: string): string;
  /** @param data no character of it is escaped in JSON. @param key what it is about. */
  publish(channel: string, data: string, key: string | undefined): string;
  /** The data of a publication; undefined when `text` is none. */
  dataOf(text: string): string | undefined;
  /** The server's ping, which nothing else is as short as, and its answer. */
  readonly ping: string;
  readonly pong: string;
  /** A publication is at least so much longer than its data. */
  readonly overheadBytes: number;
}
