/**
 * graphql-ws, server and client, over the `ws` in question: its subprotocol graphql-transport-ws with operations, a stream,
 * and the close codes by which it refuses.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { until } from "@longwire/testkit";
import { openWorkspace } from "./workspace.ts";

interface Socket {
  readonly protocol: string;
  on(event: "close", listener: (code: number, reason: Buffer) => void): void;
  terminate(): void;
}

interface Server {
  readonly clients: ReadonlySet<Socket>;
  on(event: "listening", listener: () => void): void;
  on(event: "connection", listener: (socket: Socket) => void): void;
  address(): AddressInfo;
}

interface WsPackage {
  readonly WebSocket: new (url: string, protocols?: string | string[]) => Socket;
  readonly WebSocketServer: new (options: object) => Server;
}

interface Client {
  iterate(operation: { readonly query: string; readonly variables?: object }): AsyncIterableIterator<unknown>;
  dispose(): void;
}

interface GraphqlWs {
  createClient(options: object): Client;
}

interface UseWs {
  useServer(options: object, server: Server): { dispose(): Promise<void> };
}

interface Graphql {
  buildSchema(source: string): object;
}

const SCHEMA = `
  type Query { greet(name: String!): String!, long(length: Int!): String! }
  type Mutation { add(n: Int!): Int! }
  type Subscription { count(to: Int!): Int!, forever: Int! }
`;

const workspace = await openWorkspace();
const { WebSocket, WebSocketServer } = await workspace.load<WsPackage>("ws");
const { createClient } = await workspace.load<GraphqlWs>("graphql-ws");
const { useServer } = await workspace.load<UseWs>("graphql-ws/use/ws");
const { buildSchema } = await workspace.load<Graphql>("graphql");

interface Connection {
  readonly connectionParams?: { readonly token?: string };
}

/** The schema's resolvers, and what they remember. */
function createRoots() {
  let sum = 0;
  const forever = { isStopped: false };
  return {
    forever,
    query: {
      greet: ({ name }: { name: string }) => `Hello ${name}`,
      long: ({ length }: { length: number }) => "€".repeat(length),
    },
    mutation: {
      add: ({ n }: { n: number }) => {
        sum += n;
        return sum;
      },
    },
    subscription: {
      count: async function* ({ to }: { to: number }) {
        for (let count = 1; count <= to; count += 1) yield { count };
      },
      forever: async function* () {
        try {
          for (let forever = 0; ; forever += 1) {
            yield { forever };
            await new Promise((resolve) => setImmediate(resolve));
          }
        } finally {
          forever.isStopped = true;
        }
      },
    },
  };
}

test("graphql-ws gets the ws in question", () => workspace.assertUses("graphql-ws"));

describe("graphql-ws", { timeout: 20_000 }, () => {
  const { forever, ...roots } = createRoots();
  const clients: Client[] = [];
  let server: Server;
  let serving: { dispose(): Promise<void> };
  let url: string;

  const connect = (options: object = {}): Client => {
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
    clients.push(client);
    return client;
  };

  const ask = async (client: Client, query: string, variables: object = {}): Promise<unknown> => {
    for await (const result of client.iterate({ query, variables })) return result;
    return undefined;
  };

  before(async () => {
    server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    const onConnect = ({ connectionParams }: Connection): boolean => connectionParams?.token !== "wrong";
    serving = useServer({ schema: buildSchema(SCHEMA), roots, onConnect, connectionInitWaitTimeout: 500 }, server);
    await once(server as never, "listening");
    url = `ws://127.0.0.1:${server.address().port}`;
  });
  after(async () => {
    for (const client of clients) client.dispose();
    await serving.dispose();
  });

  test("answers a query and a mutation over its subprotocol", async () => {
    const client = connect({ lazy: false });
    assert.deepEqual(await ask(client, "query ($name: String!) { greet(name: $name) }", { name: "Zoë 😀" }), {
      data: { greet: "Hello Zoë 😀" },
    });
    assert.deepEqual(
      [...server.clients].map(({ protocol }) => protocol),
      ["graphql-transport-ws"],
    );
    assert.deepEqual(await ask(client, "mutation { add(n: 2) }"), { data: { add: 2 } });
    assert.deepEqual(await ask(client, "mutation { add(n: 40) }"), { data: { add: 42 } });
  });

  test("answers with 300 KB, and with an error", async () => {
    const client = connect();
    assert.deepEqual(await ask(client, "{ long(length: 100000) }"), { data: { long: "€".repeat(100_000) } });
    await assert.rejects(ask(client, "{ nothing }"), (errors) => {
      assert.match(JSON.stringify(errors), /Cannot query field/);
      return true;
    });
  });

  test("streams 50 values and completes", async () => {
    const client = connect();
    const counts: unknown[] = [];
    for await (const result of client.iterate({ query: "subscription { count(to: 50) }" })) counts.push(result);
    assert.deepEqual(
      counts,
      Array.from({ length: 50 }, (_, i) => ({ data: { count: i + 1 } })),
    );
  });

  test("ten streams at once share a connection", async () => {
    const client = connect({ lazyCloseTimeout: 1_000 });
    const streams = Array.from({ length: 10 }, async () => {
      let values = 0;
      for await (const _ of client.iterate({ query: "subscription { count(to: 50) }" })) values += 1;
      return values;
    });
    const before = server.clients.size;
    assert.deepEqual(
      await Promise.all(streams),
      Array.from({ length: 10 }, () => 50),
    );
    assert.ok(server.clients.size <= before + 1);
  });

  test("a stream that nobody wants any more ends on the server", async () => {
    let values = 0;
    for await (const _ of connect().iterate({ query: "subscription { forever }" })) {
      values += 1;
      if (values === 20) break;
    }
    await until("the generator ends", () => forever.isStopped);
  });

  test("a connection that the server refuses closes with 4403", async () => {
    const client = connect({ connectionParams: { token: "wrong" } });
    await assert.rejects(ask(client, "{ long(length: 1) }"), { code: 4403, reason: "Forbidden", wasClean: true });
  });

  test("silence closes with 4408, another subprotocol with 4406", async () => {
    for (const [protocols, expected, text] of [
      [["graphql-transport-ws"], 4408, "Connection initialisation timeout"],
      [[], 4406, "Subprotocol not acceptable"],
    ] as const) {
      const closed = Promise.withResolvers<[number, string]>();
      new WebSocket(url, [...protocols]).on("close", (code, reason) => closed.resolve([code, String(reason)]));
      assert.deepEqual(await closed.promise, [expected, text]);
    }
  });

  test("a cut connection is opened again, and the stream with it", async () => {
    const client = connect({ retryAttempts: 3, retryWait: async () => {}, shouldRetry: () => true });
    let values = 0;
    let opened = 0;
    server.on("connection", () => {
      opened += 1;
    });
    for await (const _ of client.iterate({ query: "subscription { forever }" })) {
      values += 1;
      if (values === 5) [...server.clients].at(-1)?.terminate();
      if (opened === 2) break;
    }
    assert.ok(values >= 5);
    assert.equal(opened, 2);
  });
});
