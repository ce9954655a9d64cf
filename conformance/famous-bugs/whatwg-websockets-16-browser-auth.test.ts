/**
 * Bug: whatwg/websockets#16 (whatwg/html#3062) "Support for custom headers", websockets/ws#467
 * Who: every browser application with tokens: the API takes no Authorization header.
 * Answer: what a browser can send is enough and is checked before the 101: a subprotocol that carries a token, a ticket in the
 * query, or a cookie together with the check of Origin. `authenticate` sees all three, and may take its time.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { RawPeer, type RawRequest } from "@longwire/testkit";
import { refuse, WebSocketServer } from "@longwire/websocket";

interface User {
  readonly name: string;
}

const token = /^token\.([a-z]+)$/;

async function authenticate(request: {
  readonly query: string;
  readonly subprotocols: readonly string[];
  readonly headers: Readonly<Record<string, string | undefined>>;
}): Promise<User | ReturnType<typeof refuse>> {
  await new Promise((resolve) => setImmediate(resolve));
  const fromProtocol = request.subprotocols.map((each) => token.exec(each)?.[1]).find(Boolean);
  const fromTicket = new URLSearchParams(request.query).get("ticket") ?? undefined;
  const fromCookie = /(?:^|; )session=([a-z]+)/.exec(request.headers.cookie ?? "")?.[1];
  const name = fromProtocol ?? fromTicket ?? fromCookie;
  return name === undefined ? refuse(401, "who are you?") : { name };
}

const rows: readonly (readonly [request: RawRequest, status: number, name?: string])[] = [
  [{ headers: { "Sec-WebSocket-Protocol": "chat, token.anna" } }, 101, "anna"],
  [{ target: "/?ticket=berta" }, 101, "berta"],
  [{ headers: { Cookie: "a=b; session=clara", Origin: "http://localhost" } }, 101, "clara"],
  // The cookie of a user, used by a page of another site.
  [{ headers: { Cookie: "session=clara", Origin: "http://evil.example" } }, 403],
  [{}, 401],
];

test("a token in a subprotocol, a ticket, or a cookie with the right origin", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", subprotocols: ["chat"], authenticate });
  await once(server, "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  for (const [request, status, name] of rows) {
    const connected: Promise<unknown[]> = name === undefined ? Promise.resolve([]) : once(server, "connection");
    const peer = await RawPeer.connect(address.port);
    const answer = await peer.request(request);
    assert.equal(answer.status, status, JSON.stringify(request));
    // The token is never sent back.
    assert.doesNotMatch(answer.headers.get("sec-websocket-protocol") ?? "", /token/);
    const [, accepted] = (await connected) as [unknown, { context: User } | undefined];
    assert.equal(accepted?.context.name, name);
    peer.destroy();
  }
  await server.close();
});
