/**
 * A client of the protocol for tests: sends commands, matches replies, and keeps pushes as they came. It does nothing by
 * itself: no pong, no reconnect.
 */
import {
  type Codec,
  type Command,
  defaultDecodeLimits,
  jsonCodec,
  type Publication,
  type Push,
  type Reply,
  type Requests,
} from "@longwire/protocol";
import { MemoryConnection } from "./memory-connection.ts";

/** One client over one connection. */
export class ProtocolClient {
  readonly connection: MemoryConnection = new MemoryConnection();
  readonly codec: Codec;
  /** Pushes as they came. */
  readonly pushes: Push[] = [];
  /** Pings that came. */
  pings = 0;
  /** Called with everything that comes, in order. */
  onReply: (reply: Reply) => void = () => undefined;
  /** Messages of the transport that came. */
  frames = 0;
  readonly #replies = new Map<number, Reply>();
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #lastId = 0;

  constructor(codec: Codec = jsonCodec) {
    this.codec = codec;
    this.connection.onDelivered = (data) => this.#onFrame(data);
  }

  /** How the connection ended. */
  get ended(): { readonly code: number; readonly reason: string } | undefined {
    return this.connection.ended;
  }

  /** Publications of `channel` as they came. */
  publications(channel: string): Publication[] {
    return this.pushes.flatMap(({ channel: name, pub }) => (name === channel && pub !== undefined ? [pub] : []));
  }

  /** Sends a command. @returns resolves with its reply. */
  request(request: Requests): Promise<Reply> {
    this.#lastId += 1;
    const id = this.#lastId;
    const reply = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve));
    this.send({ id, ...request });
    return reply;
  }

  /** Sends commands in one frame, as they are. */
  send(...commands: readonly Command[]): void {
    this.connection.receive(this.codec.join(commands.map((command) => this.codec.encodeCommand(command))));
  }

  #onFrame(data: string | Uint8Array): void {
    this.frames += 1;
    const decoded = this.codec.decodeReplies(data, {
      ...defaultDecodeLimits,
      maxMessages: 100_000,
      maxEntries: 100_000,
    });
    if (!decoded.ok) throw new Error(`the server sent what is no reply: ${decoded.fault}`);
    for (const reply of decoded.messages) {
      this.#keep(reply);
      this.onReply(reply);
    }
  }

  #keep(reply: Reply): void {
    const { id = 0, push } = reply;
    if (push !== undefined) {
      this.pushes.push(push);
    } else if (id === 0) {
      this.pings += 1;
    } else {
      if (this.#replies.has(id)) throw new Error(`the command ${id} was answered twice`);
      this.#replies.set(id, reply);
      this.#waiting.get(id)?.(reply);
    }
  }
}
