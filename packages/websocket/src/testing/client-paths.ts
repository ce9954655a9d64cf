/**
 * The ways on which a client reaches a server and reads from it: a connection of its own or an agent's, with TLS or without,
 * by handles or by the public functions of Node's sockets. A suite that is described on all of them holds on all of them.
 */
import { type Agent, Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { TestContext } from "node:test";
import { createSelfSigned, RawServer } from "@longwire/testkit";
import type { ConnectOptions } from "../client/connect-options.ts";

const certificate = createSelfSigned();

/** One path. */
export class ClientPath {
  readonly usesAgent: boolean;
  readonly isSecure: boolean;
  readonly plainSockets: boolean;

  constructor(usesAgent: boolean, isSecure: boolean, plainSockets: boolean) {
    this.usesAgent = usesAgent;
    this.isSecure = isSecure;
    this.plainSockets = plainSockets;
  }

  /** Such as "agent, TLS, plain sockets". */
  get name(): string {
    const way = this.usesAgent ? "agent" : "direct";
    return `${way}${this.isSecure ? ", TLS" : ""}${this.plainSockets ? ", plain sockets" : ""}`;
  }

  /** `ws:` or `wss:`. */
  get scheme(): string {
    return this.isSecure ? "wss:" : "ws:";
  }

  /** What a server needs to speak TLS on this path; `undefined` where it does not. */
  get certificate(): typeof certificate | undefined {
    return this.isSecure ? certificate : undefined;
  }

  /** A server in the hands of the test, until its end. */
  async listen(t: TestContext): Promise<RawServer> {
    const server = await RawServer.listen(this.certificate);
    t.after(() => server.close());
    return server;
  }

  /** Options with which a client takes this path and trusts its server. The agent is new, and ends with the test. */
  options(t: TestContext): ConnectOptions & { readonly agent: Agent | undefined } {
    const newAgent = (): Agent =>
      this.isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
    const agent = this.usesAgent ? newAgent() : undefined;
    t.after(() => agent?.destroy());
    return { agent, plainSockets: this.plainSockets, tls: { ca: certificate.cert } };
  }
}

/** All of them; the first is the path of a client as its user gets it. */
export const clientPaths: readonly ClientPath[] = [false, true].flatMap((usesAgent) =>
  [false, true].flatMap((isSecure) => [false, true].map((isPlain) => new ClientPath(usesAgent, isSecure, isPlain))),
);
