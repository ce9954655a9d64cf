/**
 * Yjs: the server of @y/websocket-server as it is, and y-websocket's provider, both over the `ws` in question.
 * Documents must be the same everywhere after concurrent edits, whatever happens to connections meanwhile.
 */
import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { until } from "@longwire/testkit";
import { openWorkspace } from "./workspace.ts";

interface Text {
  readonly length: number;
  insert(at: number, text: string): void;
  delete(at: number, length: number): void;
  toString(): string;
}

interface Doc {
  readonly clientID: number;
  getText(name: string): Text;
  destroy(): void;
  getMap(name: string): { set(key: string, value: unknown): void; toJSON(): Record<string, unknown> };
}

interface Provider {
  readonly synced: boolean;
  readonly wsconnected: boolean;
  readonly ws: { terminate(): void } | null;
  readonly awareness: {
    setLocalState(state: object): void;
    getStates(): ReadonlyMap<number, unknown>;
  };
  connect(): void;
  disconnect(): void;
  destroy(): void;
}

interface YWebsocket {
  readonly WebsocketProvider: new (url: string, room: string, doc: Doc, options: object) => Provider;
}

const workspace = await openWorkspace();
const { WebSocket } = await workspace.load<{ WebSocket: unknown }>("ws");
const { Doc: YDoc } = await workspace.load<{ Doc: new () => Doc }>("yjs");
const { docs } = await workspace.load<{ docs: ReadonlyMap<string, Doc> }>("@y/websocket-server/utils");
const { WebsocketProvider } = await workspace.load<YWebsocket>("y-websocket");

/** The program; the package exports only its parts. */
const SERVER = pathToFileURL(join(workspace.folder, "node_modules/@y/websocket-server/src/server.js")).href;
/** Where `node:net` tells of every server that listens. */
const LISTENING = "tracing:net.server.listen:asyncEnd";

/** Runs the server's own program, which listens when it is imported and gives out nothing. */
async function startServer(): Promise<Server> {
  const listening = Promise.withResolvers<Server>();
  const notice = (message: unknown): void => listening.resolve((message as { server: Server }).server);
  Object.assign(process.env, { HOST: "127.0.0.1", PORT: "0" });
  subscribe(LISTENING, notice);
  await workspace.load(SERVER);
  const server = await listening.promise;
  unsubscribe(LISTENING, notice);
  return server;
}

test("@y/websocket-server gets the ws in question", () => workspace.assertUses("@y/websocket-server"));

describe("y-websocket", { timeout: 20_000 }, () => {
  const members: { readonly doc: Doc; readonly provider: Provider }[] = [];
  let server: Server;
  let url: string;

  const join = (room: string): { readonly doc: Doc; readonly text: Text; readonly provider: Provider } => {
    const doc = new YDoc();
    // Without `disableBc` the documents would find each other within the process.
    const options = { WebSocketPolyfill: WebSocket, disableBc: true, maxBackoffTime: 5 };
    const provider = new WebsocketProvider(url, room, doc, options);
    members.push({ doc, provider });
    return { doc, text: doc.getText("text"), provider };
  };

  before(async () => {
    server = await startServer();
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    for (const { provider } of members) provider.destroy();
    server.close();
    // Every document has a timer, the server's too.
    for (const doc of [...members.map((member) => member.doc), ...docs.values()]) doc.destroy();
  });

  test("documents that are edited at the same time become the same", async () => {
    const members = [join("story"), join("story"), join("story")];
    await until("all are in step", () => members.every(({ provider }) => provider.synced));
    for (let round = 0; round < 60; round += 1) {
      for (const [i, { doc, text }] of members.entries()) {
        text.insert(Math.floor(text.length / (i + 1)), `${i}`);
        if (round % 10 === 9) text.delete(0, 1);
        doc.getMap("rounds").set(`${i}`, round);
      }
      // Others' edits come in between.
      if (round % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const [first, ...others] = members;
    const states = (): string[] => members.map(({ doc, text }) => `${text} ${JSON.stringify(doc.getMap("rounds"))}`);
    await until(
      "one state",
      () =>
        members.every(({ doc }) => Object.values(doc.getMap("rounds").toJSON()).join() === "59,59,59") &&
        new Set(members.map(({ text }) => text.toString())).size === 1,
    );
    assert.ok(first && first.text.length >= 150, states().join("\n"));
    for (const { text } of others) assert.equal(text.toString(), first.text.toString());
  });

  test("who comes late gets a document of half a megabyte", async () => {
    const author = join("novel");
    author.text.insert(0, "It was a dark and stormy night. ".repeat(16_384));
    await until("the author is in step", () => author.provider.synced);
    const reader = join("novel");
    await until("the reader has it all", () => reader.text.length === 1 << 19);
    assert.equal(reader.text.toString(), author.text.toString());
  });

  test("a document edited on both sides of a cut connection becomes one again", async () => {
    const [ada, bob] = [join("cut"), join("cut")];
    await until("both are in step", () => ada.provider.synced && bob.provider.synced);
    ada.provider.ws?.terminate();
    ada.text.insert(0, "from Ada");
    bob.text.insert(0, "from Bob");
    await until("Ada is gone", () => !ada.provider.wsconnected);
    await until("both have both", () => ada.text.length === 16 && bob.text.length === 16);
    assert.equal(ada.text.toString(), bob.text.toString());

    ada.provider.disconnect();
    ada.text.insert(0, "offline ");
    ada.provider.connect();
    await until("Bob has what was written offline", () => bob.text.toString() === ada.text.toString());
    assert.match(bob.text.toString(), /^offline /);
  });

  test("each knows who is there, and who has left", async () => {
    const [ada, bob] = [join("room"), join("room")];
    ada.provider.awareness.setLocalState({ name: "Ada", cursor: 3 });
    const seen = (): unknown => bob.provider.awareness.getStates().get(ada.doc.clientID);
    await until("Bob sees Ada", () => seen() !== undefined);
    assert.deepEqual(seen(), { name: "Ada", cursor: 3 });
    ada.provider.destroy();
    await until("Bob sees that Ada has left", () => seen() === undefined);
  });
});
