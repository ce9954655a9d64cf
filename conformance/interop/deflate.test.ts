/**
 * permessage-deflate with others: the npm package `ws` on either side of our two entries, under every kind of agreement.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { SeededRandom } from "@longwire/testkit";
import { type PerMessageDeflateOptions, WebSocket, WebSocketServer } from "@longwire/websocket";
import { WebSocket as OurWs, WebSocketServer as OurWsServer, PerMessageDeflate } from "@longwire/websocket/ws";
import { WebSocketServer as TheirServer, WebSocket as TheirWs } from "ws";

/** What both libraries name alike. */
type Terms = Pick<
  PerMessageDeflateOptions,
  "threshold" | "serverNoContextTakeover" | "clientNoContextTakeover" | "serverMaxWindowBits" | "clientMaxWindowBits"
>;

/** What is used of a socket of any library. */
interface AnySocket {
  readonly extensions: string;
  send(data: string | Buffer, options: { fin?: boolean; binary?: boolean; compress?: boolean }): unknown;
  on(event: "message", listener: (data: unknown, isBinary: boolean) => void): unknown;
  once(event: string, listener: (...args: never[]) => void): unknown;
  close(): void;
}
interface AnyServer {
  address(): AddressInfo | string | null;
  close(): unknown;
}

const servers: Readonly<Record<string, (terms: Terms) => AnyServer>> = {
  "our server": (terms) => new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: terms }),
  "our ws server": (terms) => new OurWsServer({ port: 0, host: "127.0.0.1", perMessageDeflate: terms }),
  "the server of ws": (terms) => new TheirServer({ port: 0, host: "127.0.0.1", perMessageDeflate: terms }),
};
const clients: Readonly<Record<string, (url: string, terms: Terms) => AnySocket>> = {
  "our client": (url, terms) => new WebSocket(url, [], { perMessageDeflate: terms }) as unknown as AnySocket,
  "our ws client": (url, terms) => new OurWs(url, { perMessageDeflate: terms }) as unknown as AnySocket,
  "the client of ws": (url, terms) => new TheirWs(url, { perMessageDeflate: terms }) as unknown as AnySocket,
};
const takeover = { serverNoContextTakeover: false, clientNoContextTakeover: false };
const agreements: readonly Terms[] = [
  { threshold: 0 },
  { ...takeover, threshold: 0 },
  { serverNoContextTakeover: true, clientNoContextTakeover: true },
  { ...takeover, serverMaxWindowBits: 9, clientMaxWindowBits: 9, threshold: 0 },
  { ...takeover, serverMaxWindowBits: 10, clientMaxWindowBits: 15 },
];

interface Sent {
  readonly data: string | Buffer;
  readonly fin?: boolean;
  readonly compress?: boolean;
}

function messages(seed: number): Sent[] {
  const random = new SeededRandom(seed);
  const list: Sent[] = [];
  for (let i = 0; i < 40; i += 1) {
    const length = [0, 1, 100, 1024, 5000, 40_000, 70_000][random.below(7)] as number;
    const text = JSON.stringify({ i, text: `message ${i} `.repeat(Math.ceil(length / 11)) }).slice(0, length);
    const data = random.below(4) === 0 ? Buffer.from(random.bytes(length)) : text;
    const compress = random.below(4) !== 0;
    if (random.below(4) === 0 && typeof data === "string") {
      list.push({ data, fin: false, compress }, { data: "", fin: false }, { data: "the end", fin: true });
    } else {
      list.push({ data, compress });
    }
  }
  return list;
}

function whole(sent: readonly Sent[]): string[] {
  const list: string[] = [];
  let begun = "";
  for (const { data, fin = true } of sent) {
    begun += typeof data === "string" ? data : data.toString("hex");
    if (fin) list.push(begun);
    if (fin) begun = "";
  }
  return list;
}

async function arrives(from: AnySocket, to: AnySocket, sent: readonly Sent[]): Promise<void> {
  const expected = whole(sent);
  const got: string[] = [];
  const all = new Promise<void>((resolve, reject) => {
    to.once("close", () => reject(new Error(`closed after ${got.length} messages`)));
    to.on("message", (data, isBinary) => {
      got.push(isBinary ? (data as Buffer).toString("hex") : String(data));
      if (got.length === expected.length) resolve();
    });
  });
  for (const { data, ...options } of sent) from.send(data, options);
  await all;
  assert.ok(
    got.every((message, i) => message === expected[i]),
    "same messages in order",
  );
}

for (const [serverName, createServer] of Object.entries(servers)) {
  for (const [clientName, createClient] of Object.entries(clients)) {
    if (serverName.includes("of ws") && clientName.includes("of ws")) continue;
    describe(`RFC 7692: ${serverName} and ${clientName}`, () => {
      for (const [i, terms] of agreements.entries()) {
        test(JSON.stringify(terms), async () => {
          const server = createServer(terms);
          if (server.address() === null) await once(server as unknown as NodeJS.EventEmitter, "listening");
          const accepted = once(server as unknown as NodeJS.EventEmitter, "connection") as Promise<[AnySocket]>;
          const client = createClient(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, terms);
          await new Promise<void>((resolve, reject) => {
            client.once("open", () => resolve());
            client.once("error", reject as (...args: never[]) => void);
          });
          const [served] = await accepted;
          assert.match(client.extensions, /^permessage-deflate/);
          assert.match(served.extensions, /^permessage-deflate/);
          await arrives(client, served, messages(i));
          await arrives(served, client, messages(100 + i));
          const closed = once(served as unknown as NodeJS.EventEmitter, "close");
          client.close();
          await closed;
          server.close();
        });
      }
    });
  }
}

test("PerMessageDeflate by itself: the two sides of an agreement understand each other", async () => {
  const server = new PerMessageDeflate({ isServer: true, threshold: 0 });
  const client = new PerMessageDeflate({ clientMaxWindowBits: 10 });
  assert.equal(PerMessageDeflate.extensionName, "permessage-deflate");
  const offer = client.offer();
  assert.deepEqual({ ...offer }, { client_max_window_bits: 10 });
  assert.deepEqual({ ...server.accept([{ client_max_window_bits: ["10"] }]) }, { client_max_window_bits: 10 });
  client.accept([{ client_max_window_bits: ["10"] }]);
  for (const text of ["hello hello hello", "", "hello hello hello"]) {
    const compressed = await new Promise<Buffer>((resolve) =>
      client.compress(text, true, (_error, data) => resolve(data as Buffer)),
    );
    const result = await new Promise<string>((resolve) =>
      server.decompress(compressed, true, (_error, data) => resolve(String(data))),
    );
    assert.equal(result, text);
  }
  const error = await new Promise<(Error & { code?: string }) | null>((resolve) =>
    server.decompress(Buffer.of(7), true, (problem) => resolve(problem)),
  );
  assert.equal(error?.code, "Z_DATA_ERROR");
  assert.throws(() => server.accept([{ server_max_window_bits: ["7"] }]));
  server.cleanup();
  client.cleanup();
});
