/**
 * The check of a server's 101 with the rules of @longwire/wire, and what it becomes in the words of `ws`.
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import {
  type ClientExtension,
  ClientHandshake,
  type Connection,
  formatExtensions,
  type HandshakeFailureId,
  type HeaderLine,
} from "@longwire/wire";
import { sha1 } from "../runtime/runtime.ts";
import type { SocketConnectionOptions } from "../socket/accepted-socket.ts";

/** A good answer, or the message of the error. */
export type Verdict =
  | { readonly connection: Connection; readonly protocol: string; readonly extensions: string }
  | { readonly problem: string };

/** One request's key and what its answer must say. */
export class ClientAnswer {
  /** Value of Sec-WebSocket-Key, new for every request (RFC 6455 §4.1, item 7). */
  readonly key: string;
  readonly #handshake: ClientHandshake;
  readonly #protocols: readonly string[];
  readonly #allowsExtensions: boolean;
  /** Value of Sec-WebSocket-Extensions; `""` for none. */
  readonly offers: string;

  /** @param extension what the program wants to be offered. */
  constructor(protocols: readonly string[], extension: ClientExtension | undefined) {
    const key = randomBytes(16);
    this.key = key.toString("base64");
    this.#protocols = protocols;
    this.#allowsExtensions = extension !== undefined;
    const extensions = extension === undefined ? [] : [extension];
    this.offers = formatExtensions(extensions.flatMap((each) => each.offers()));
    // Only the check of the answer is asked of it: the request is Node's.
    const request = { host: "localhost", target: "/", key, sha1 };
    this.#handshake = new ClientHandshake({ ...request, subprotocols: protocols, extensions });
  }

  /** Judges `response`, a 101. */
  judge(response: IncomingMessage, options: SocketConnectionOptions): Verdict {
    // Of a response with too many header lines, Node shows no more than it was told to read.
    const headers = Object.entries(response.headers).map(([name, value]): HeaderLine => [name, String(value)]);
    const httpVersion = response.httpVersion === "1.0" ? "1.0" : "1.1";
    const reason = response.statusMessage ?? "";
    const result = this.#handshake.receive({ status: 101, reason, httpVersion, headers }, options);
    if (result.type === "accepted") {
      const extensions = result.extensions.map(({ name }) => name).join();
      return { connection: result.connection, protocol: result.subprotocol, extensions };
    }
    return { problem: result.type === "failed" ? this.#describe(result.failure.id) : "Invalid response" };
  }

  #describe(id: HandshakeFailureId): string {
    if (id.startsWith("accept-")) return "Invalid Sec-WebSocket-Accept header";
    if (id === "subprotocol-missing") return "Server sent no subprotocol";
    if (id.startsWith("subprotocol-")) {
      const isRequested = this.#protocols.length > 0;
      return isRequested ? "Server sent an invalid subprotocol" : "Server sent a subprotocol but none was requested";
    }
    if (!id.startsWith("extension")) return "Invalid Upgrade header";
    if (!this.#allowsExtensions) {
      return "Server sent a Sec-WebSocket-Extensions header but no extension was requested";
    }
    const isOther = id === "extension-not-offered" || id === "extensions-not-combinable";
    return isOther ? "Server indicated an extension that was not requested" : "Invalid Sec-WebSocket-Extensions header";
  }
}
