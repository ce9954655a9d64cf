/**
 * A hub with virtual time, stores in memory and an authenticator that believes what it is told: the token is the user's
 * name. Clients are connected to it in memory.
 */
import {
  type Authenticator,
  type AuthOutcome,
  createHub,
  type GrantOutcome,
  type Hub,
  type HubOptions,
  type HubProblem,
} from "@longwire/hub";
import { type Codec, type ConnectRequest, jsonCodec, type Reply } from "@longwire/protocol";
import { createHubClock, createHubRandom } from "./hub-ports.ts";
import { ProtocolClient } from "./protocol-client.ts";
import { turns } from "./turns.ts";

/** Tokens are `user`, `user@expiry` (Unix seconds) or "bad"; of subscriptions, `channel`, `channel@expiry` or "bad". */
class CredulousAuthenticator implements Authenticator {
  readonly #channels: readonly string[];

  constructor(channels: readonly string[]) {
    this.#channels = channels;
  }

  async authenticate(_request: unknown, { token = "" }: ConnectRequest): Promise<AuthOutcome> {
    return this.#outcome(token);
  }

  async refresh(_identity: unknown, token: string): Promise<AuthOutcome> {
    return this.#outcome(token);
  }

  async subscription(_identity: unknown, channel: string, token: string): Promise<GrantOutcome> {
    const [name, expiry] = token.split("@");
    if (name !== channel) return { ok: false, error: "permissionDenied" };
    return expiry === undefined ? { ok: true } : { ok: true, expireAt: Number(expiry) };
  }

  #outcome(token: string): AuthOutcome {
    if (token === "bad") return { ok: false, disconnect: "invalidToken" };
    if (token === "old") return { ok: false, error: "tokenExpired" };
    const [user = "", expiry] = token.split("@");
    const identity = { user, meta: undefined, claims: {} };
    const accepted = { ok: true, identity, channels: this.#channels } as const;
    return expiry === undefined ? accepted : { ...accepted, expireAt: Number(expiry) };
  }
}

/** A hub under test. */
export interface TestHub {
  readonly hub: Hub;
  /** What was reported. */
  readonly problems: HubProblem[];
  /** Moves time on, and lets everything settle. */
  advance(byMs: number): Promise<void>;
  /** Unix time in seconds. */
  unixTime(): number;
  /** A client that has not said anything yet. */
  open(codec?: Codec): ProtocolClient;
  /** A client that is connected. */
  connect(
    user: string,
    request?: ConnectRequest,
    codec?: Codec,
  ): Promise<ProtocolClient & { readonly connected: Reply }>;
}

/** What a test says of its hub; `serverChannels` are subscribed to for every connection. */
export type TestHubOptions = Partial<Omit<HubOptions, "clock">> & { readonly serverChannels?: readonly string[] };

/** Makes a hub under test. */
export function createTestHub({ serverChannels = [], ...options }: TestHubOptions): TestHub {
  const { clock, advance } = createHubClock();
  const problems: HubProblem[] = [];
  const hub = createHub({
    channels: {},
    authenticator: new CredulousAuthenticator(serverChannels),
    random: createHubRandom(1),
    report: (problem) => problems.push(problem),
    ...options,
    clock,
  });
  const open = (codec: Codec = jsonCodec): ProtocolClient => {
    const client = new ProtocolClient(codec);
    hub.accept(client.connection, { url: "/", headers: {}, remoteAddress: "127.0.0.1" }, codec.name);
    return client;
  };
  return {
    hub,
    problems,
    open,
    unixTime: () => clock.wallTime() / 1000,
    advance: async (byMs) => {
      advance(byMs);
      await turns();
    },
    connect: async (user, request = {}, codec = jsonCodec) => {
      const client = open(codec);
      const connected = await client.request({ connect: { token: user, ...request } });
      return Object.assign(client, { connected });
    },
  };
}
