/**
 * Plays a dialogue against a hub with virtual time and repeatable ids, and tells what the server sent. What may stand after
 * `--` is in the table of actions.
 */
import type { ChannelOptions } from "@longwire/hub";
import {
  createTestHub,
  formatHex,
  MemoryConnection,
  type ProtocolClient,
  parseHex,
  type TestHub,
  turns,
} from "@longwire/testkit";
import type { Dialogue, DialogueBlock, DialogueLine } from "./parse-dialogue.ts";

const open = { subscribe: "allow", publish: "allow", presenceRule: "allow", historyRule: "allow" } as const;
const log = { ...open, history: { maxEntries: 3 }, recovery: "stream" } as const;

/** The channels of all dialogues; `docs/protocol/README.md` lists them. */
const dialogueChannels: Readonly<Record<string, ChannelOptions>> = {
  news: open,
  "log:{id}": log,
  "room:{id}": { ...log, presence: true, joinLeave: true },
  "latest:{id}": { ...log, recovery: "cache" },
  "prices:{id}": { ...log, delta: "fossil" },
  "match:{id}": { ...open, tagsFilter: true },
  "short:{id}": { ...open, compaction: true },
  "sampled:{id}": { ...open, slowConsumer: { policy: "sample", intervalMs: 1000 } },
  "private:{id}": { history: {} },
};

type Action = (play: Play, ...words: string[]) => unknown;

const actions: readonly (readonly [pattern: RegExp, act: Action])[] = [
  [/^wait ([\d.]+) s$/, (play, seconds = "") => play.test.advance(Number(seconds) * 1000)],
  [/^the connection is cut$/, (play) => play.connection?.cut()],
  [/^a new connection$/, (play) => play.open()],
  [
    /^the server publishes in (\S+): (.+?)(?: with (\{.*\}))?$/s,
    (play, channel = "", data = "", options = "{}") =>
      play.test.hub.publish(channel, JSON.parse(data), JSON.parse(options)),
  ],
  [/^the server subscribes (\S+) to (\S+)$/, (play, user = "", channel = "") => play.test.hub.subscribe(user, channel)],
  [
    /^the server unsubscribes (\S+) from (\S+)$/,
    (play, user = "", channel = "") => play.test.hub.unsubscribe(user, channel),
  ],
  [/^the server disconnects (\S+)$/, (play, user = "") => play.test.hub.disconnect(user)],
  [
    /^the server refreshes (\S+) for (\d+) s$/,
    (play, user = "", seconds = "") =>
      play.test.hub.refresh(user, { expireAt: play.test.unixTime() + Number(seconds) }),
  ],
  [/^the server drains$/, (play) => void play.test.hub.close()],
  [/^(\w+) joins (\S+)$/, (play, user = "", channel = "") => play.join(user, channel)],
  [/^(\w+) leaves$/, (play, user = "") => play.leave(user, 1000)],
  [/^(\w+) is cut$/, (play, user = "") => play.leave(user, 1006)],
];

class Play {
  readonly test: TestHub = createTestHub({
    channels: dialogueChannels,
    handlers: { rpc: ({ method, data }) => ({ method, got: data?.value ?? null }) },
  });
  connection: MemoryConnection | undefined;
  readonly #others = new Map<string, ProtocolClient>();
  #encoding: DialogueBlock["encoding"] = "json";
  #sent: DialogueLine[] = [];

  async block({ encoding, lines }: DialogueBlock): Promise<DialogueLine[]> {
    if (encoding !== this.#encoding || this.connection === undefined || this.connection.ended !== undefined) {
      this.#encoding = encoding;
      this.open();
    }
    const played: DialogueLine[] = [];
    for (const line of lines) {
      if (line.kind === "<-") continue;
      if (line.kind === "->") this.connection?.receive(encoding === "json" ? line.text : parseHex(line.text));
      else await this.#act(line.text);
      await turns();
      played.push(line, ...this.#sent);
      this.#sent = [];
    }
    return played;
  }

  open(): void {
    const connection = new MemoryConnection();
    this.connection = connection;
    connection.onDelivered = (data) => {
      if (connection === this.connection) this.#keep(data);
    };
    connection.on("close", (code, reason) => {
      if (code !== 1006 && connection === this.connection)
        this.#sent.push({ kind: "<-", text: `close ${code} ${reason}` });
    });
    this.test.hub.accept(connection, { url: "/", headers: {}, remoteAddress: undefined }, this.#encoding);
  }

  async join(user: string, channel: string): Promise<void> {
    const client = await this.test.connect(user);
    this.#others.set(user, client);
    await client.request({ subscribe: { channel } });
  }

  leave(user: string, code: number): void {
    this.#others.get(user)?.connection.cut(code);
  }

  /** One line for each message: which of them share a frame is not part of the protocol. */
  #keep(data: string | Uint8Array): void {
    if (typeof data === "string") {
      for (const text of data.split("\n")) this.#sent.push({ kind: "<-", text });
      return;
    }
    const view = Buffer.from(data);
    for (let at = 0; at < view.length; ) {
      // Messages of dialogues are short: their length is one or two bytes.
      const [low = 0, high = 0] = view.subarray(at);
      const [length, prefix] = low < 0x80 ? [low, 1] : [(low & 0x7f) + high * 0x80, 2];
      this.#sent.push({ kind: "<-", text: formatHex(view.subarray(at, at + prefix + length)) });
      at += prefix + length;
    }
  }

  async #act(text: string): Promise<void> {
    for (const [pattern, act] of actions) {
      const match = pattern.exec(text);
      if (match === null) continue;
      await act(this, ...match.slice(1));
      return;
    }
    throw new Error(`a dialogue cannot do "${text}"`);
  }
}

/** The lines of each block as they come about: those of the client, and what the server sends after each. */
export async function playDialogue({ blocks }: Dialogue): Promise<DialogueLine[][]> {
  const play = new Play();
  await play.test.hub.ready;
  const played: DialogueLine[][] = [];
  for (const block of blocks) played.push(await play.block(block));
  return played;
}
