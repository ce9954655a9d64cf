/**
 * The same scenario with `ws` and with this entry: both ends must tell the same story, in the same order. Without TLS and with
 * it; there are no other paths: this entry leaves sockets to Node's http server and client and reads them by their public functions.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createHttps } from "node:https";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createSelfSigned } from "@longwire/testkit";
import type { ClientOptions, ServerOptions, WebSocket, WebSocketServer } from "ws";
import ours from "./index.ts";

const certificate = createSelfSigned();
// Only `require` gives the class of `ws` with its statics.
const theirs: Library = createRequire(import.meta.url)("ws");

type Library = typeof WebSocket & { readonly Server: typeof WebSocketServer };
type Socket = InstanceType<Library>;

/** What both ends said, each in its own order. */
interface Story {
  readonly client: string[];
  readonly server: string[];
}

interface Scenario {
  readonly server?: ServerOptions;
  readonly client?: ClientOptions & Record<string, unknown>;
  readonly protocols?: string[];
  /** Runs when the server's socket is there. */
  readonly onServer?: (socket: Socket, log: (line: string) => void, library: Library) => void;
  /** Runs before the client is open. */
  readonly onClient?: (socket: Socket, log: (line: string) => void, library: Library) => void;
}

function describe(value: unknown): string {
  if (value instanceof Error) {
    const { code } = value as { code?: string };
    return `${value.name} ${code ?? ""} ${value.message}`;
  }
  if (Array.isArray(value)) return `[${value.map(describe).join(" ")}]`;
  if (Buffer.isBuffer(value)) return `Buffer ${value.length > 32 ? value.length : value.toString("latin1")}`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${Buffer.from(value).toString("latin1")}`;
  if (value instanceof Blob) return `Blob ${value.size}`;
  return String(value);
}

const watched = ["open", "message", "ping", "pong", "error", "close"] as const;

function watch(socket: Socket, log: (line: string) => void): void {
  for (const event of watched) {
    socket.on(event, (...args: unknown[]) => {
      log(`${event}(${args.map(describe).join(", ")}) in state ${socket.readyState}`);
    });
  }
}

async function tell(library: Library, scenario: Scenario, isSecure: boolean): Promise<Story> {
  const story: Story = { client: [], server: [] };
  const http = isSecure ? createHttps(certificate) : createServer();
  const server = new library.Server({ server: http, ...scenario.server });
  await once(http.listen(0, "127.0.0.1"), "listening");
  const ends: Promise<unknown>[] = [];
  server.on("connection", (socket) => {
    const log = (line: string): number => story.server.push(line);
    watch(socket, log);
    ends.push(new Promise((resolve) => socket.on("close", resolve)));
    scenario.onServer?.(socket, log, library);
  });
  const { port } = server.address() as AddressInfo;
  const options = { perMessageDeflate: false, ca: certificate.cert, ...scenario.client };
  const url = `${isSecure ? "wss" : "ws"}://127.0.0.1:${port}/chat?room=1`;
  const client = new library(url, scenario.protocols ?? [], options);
  const log = (line: string): number => story.client.push(line);
  watch(client, log);
  scenario.onClient?.(client, log, library);
  await new Promise((resolve) => client.on("close", resolve));
  await Promise.all(ends);
  await new Promise((resolve) => server.close(resolve));
  await new Promise((resolve) => http.close(resolve));
  return story;
}

const echo = (socket: Socket): void => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
};
const raw =
  (hex: string) =>
  (socket: Socket): void => {
    const { _socket } = socket as unknown as { _socket: NodeJS.WritableStream };
    _socket.write(Buffer.from(hex.replaceAll(" ", ""), "hex"));
  };
const onOpen =
  (act: (socket: Socket, log: (line: string) => void) => void) =>
  (socket: Socket, log: (line: string) => void): void => {
    socket.on("open", () => act(socket, log));
  };
/** What is said of the error is that there is one: its text names the cause in the words of each library. */
const sendAndTerminate = (socket: Socket, log: (line: string) => void): void => {
  const large = Buffer.alloc(16 << 20, "large ");
  socket.send(large, (error) => log(`sent: ${error instanceof Error} in state ${socket.readyState}`));
  socket.terminate();
};
/** The client closes after `count` messages. */
const closeAfter =
  (count: number, act: (socket: Socket) => void) =>
  (socket: Socket): void => {
    let left = count;
    socket.on("open", () => act(socket));
    socket.on("message", () => {
      left -= 1;
      if (left === 0) socket.close(1000, "enough");
    });
  };

const conversations: Readonly<Record<string, Scenario>> = {
  "messages of every kind of data": {
    onServer: echo,
    onClient: closeAfter(8, (socket) => {
      socket.send("text");
      socket.send("");
      socket.send(Buffer.from("bytes"));
      socket.send(new Uint16Array([0x6261]));
      socket.send(new ArrayBuffer(2));
      socket.send(new Blob(["blob"]));
      socket.send("as binary", { binary: true });
      socket.send([1, 2, 3]);
    }),
  },
  "numbers are sent as text": { onServer: echo, onClient: closeAfter(1, (socket) => socket.send(42)) },
  "fragments become one message": {
    onServer: echo,
    onClient: closeAfter(1, (socket) => {
      socket.send("a", { fin: false });
      socket.ping("between");
      socket.send("b", { fin: false });
      socket.send("c");
    }),
  },
  "ping and pong with data": {
    onServer: (socket) => socket.on("ping", () => socket.close()),
    onClient: onOpen((socket) => {
      socket.pong("unasked");
      socket.ping(7);
    }),
  },
  "autoPong off": {
    client: { autoPong: false },
    onServer: (socket) => {
      socket.ping("?");
      socket.close(3000);
    },
  },
  "an agreed subprotocol": {
    protocols: ["b", "a"],
    server: { handleProtocols: (offered) => [...offered].sort()[0] ?? false },
    onClient: (socket, log) => {
      socket.on("open", () => {
        log(socket.protocol);
        socket.close();
      });
    },
  },
  "messages sent before a close arrive": {
    onServer: (socket) => {
      for (let i = 0; i < 3; i += 1) socket.send(`message ${i}`);
      socket.close(4000, "done");
    },
  },
  "a message after close only calls back": {
    onClient: (socket, log) => {
      socket.on("open", () => {
        socket.close(1001);
        socket.send("late", (error) => log(`sent: ${describe(error)}`));
        log(`buffered ${socket.bufferedAmount}`);
      });
      socket.on("close", () => log(`buffered ${socket.bufferedAmount}`));
    },
  },
  "one event per turn": {
    client: { allowSynchronousEvents: false },
    onServer: (socket) => {
      for (let i = 0; i < 3; i += 1) socket.send(`message ${i}`);
      socket.close();
    },
    onClient: (socket, log) => {
      socket.on("message", (data) => queueMicrotask(() => queueMicrotask(() => log(`after ${data}`))));
    },
  },
  "what listeners in the browser's way get": {
    onServer: (socket) => {
      socket.send("text");
      socket.send(Buffer.from("bytes"));
      socket.close(3001, "reason");
    },
    onClient: (socket, log) => {
      socket.onopen = ({ type, target }) => log(`${type} ${target === socket}`);
      socket.addEventListener("message", ({ type, data }) => log(`${type} ${describe(data)}`), { once: true });
      socket.onclose = ({ type, code, reason, wasClean }) => log(`${type} ${code} ${reason} ${wasClean}`);
    },
  },
  "pause and resume": {
    onServer: (socket) => {
      socket.send("one");
      socket.close();
    },
    onClient: onOpen((socket, log) => {
      socket.pause();
      log(`paused ${socket.isPaused}`);
      setImmediate(() => {
        log("resume");
        socket.resume();
      });
    }),
  },
  "terminated while a large message waits": { onClient: onOpen(sendAndTerminate) },
  "terminated while a large message is compressed": {
    server: { perMessageDeflate: true },
    client: { perMessageDeflate: true },
    onClient: onOpen(sendAndTerminate),
  },
  "the client terminates": { onClient: onOpen((socket) => socket.terminate()) },
  "the server terminates": { onServer: (socket) => socket.terminate() },
  "closed before it is open": { onClient: (socket) => socket.close() },
  "terminated before it is open": { onClient: (socket) => socket.terminate() },
};

for (const binaryType of ["nodebuffer", "arraybuffer", "fragments", "blob"] as const) {
  Object.assign(conversations, {
    [`binaryType ${binaryType}`]: {
      onServer: (socket: Socket) => {
        socket.send(Buffer.from("ab"), { fin: false });
        socket.send(Buffer.alloc(0), { fin: false });
        socket.send(Buffer.from("c"));
        socket.send(Buffer.alloc(0));
        socket.close();
      },
      onClient: (socket: Socket) => {
        socket.binaryType = binaryType as "nodebuffer";
      },
    },
  });
}

/** Bytes that a server sends to a client of ours, and what is wrong with them. */
const faults: Readonly<Record<string, string>> = {
  "RSV1 set": "c1 00",
  "RSV2 set": "a1 00",
  "RSV3 set": "91 00",
  "reserved opcode": "83 00",
  "reserved control opcode": "8b 00",
  "masked frame": "81 80 00 00 00 00",
  "continuation without a message": "80 00",
  "text within a message": "01 00 81 00",
  "binary within a message": "02 00 82 00",
  "Ping in fragments": "09 00",
  "Ping over 125 bytes": "89 7e 00 7e",
  "Close of one byte": "88 01 00",
  "close code 1005": "88 02 03 ed",
  "close reason that is not UTF-8": "88 03 03 e8 f8",
  "text that is not UTF-8": "81 04 ce ba e1 bd",
  "length over 2^53": "82 7f 00 20 00 00 00 00 00 00",
  "a good message before a bad frame": "81 01 61 83 00",
};
for (const [name, hex] of Object.entries(faults)) {
  Object.assign(conversations, { [`bad frame: ${name}`]: { onServer: raw(hex) } });
}

const limits: Readonly<Record<string, Scenario>> = {
  "a message as long as maxPayload": {
    client: { maxPayload: 4 },
    onServer: (socket) => socket.send("1234"),
    onClient: (socket) => socket.on("message", () => socket.close()),
  },
  "a message over maxPayload": { client: { maxPayload: 4 }, onServer: (socket) => socket.send("12345") },
  "fragments over maxPayload": {
    server: { maxPayload: 4 },
    onClient: onOpen(raw("01 83 00000000 313233 80 82 00000000 3435")),
  },
  "as many fragments as maxFragments": { client: { maxFragments: 2 }, onServer: raw("01 01 61 80 01 62 88 00") },
  "more fragments than maxFragments": { client: { maxFragments: 2 }, onServer: raw("01 01 61 00 01 62 80 01 63") },
  "maxPayload 0 is no limit": {
    server: { maxPayload: 0 },
    onServer: echo,
    onClient: closeAfter(1, (s) => s.send("x".repeat(70_000))),
  },
  skipUTF8Validation: { client: { skipUTF8Validation: true }, onServer: raw("81 01 f8 88 00") },
  "unmasked frames on request": { onClient: onOpen((socket) => socket.send("x", { mask: false })) },
  "masked frames on request": { onServer: (socket) => socket.send("x", { mask: true }) },
};

for (const isSecure of [false, true]) {
  for (const [name, scenario] of Object.entries({ ...conversations, ...limits })) {
    test(`as ws: ${name}${isSecure ? " [TLS]" : ""}`, async () => {
      const [expected, actual] = await Promise.all([
        tell(theirs, scenario, isSecure),
        tell(ours as unknown as Library, scenario, isSecure),
      ]);
      assert.ok(expected.client.length > 0);
      assert.deepEqual(actual, expected);
    });
  }

  // RFC 7692 §7.2.2: a block of the reserved type.
  test(`as ws: the code and number of what cannot be inflated${isSecure ? " [TLS]" : ""}`, async () => {
    const codeOf = async (library: Library): Promise<readonly unknown[]> => {
      const found: unknown[] = [];
      await tell(
        library,
        {
          server: { perMessageDeflate: true },
          client: { perMessageDeflate: true },
          onServer: raw("c1 01 07"),
          onClient: (socket) => {
            socket.on("error", ({ code, errno }: NodeJS.ErrnoException) => found.push(code, errno));
          },
        },
        isSecure,
      );
      return found;
    };
    const expected = await codeOf(theirs);
    assert.deepEqual(expected, ["Z_DATA_ERROR", -3]);
    assert.deepEqual(await codeOf(ours as unknown as Library), expected);
  });
}
