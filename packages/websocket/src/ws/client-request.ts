/**
 * The options of the HTTP request that opens a socket of the `ws` entry: everything the program gave, and what the
 * address and the handshake (RFC 6455 §4.1) put over it. It sends nothing. Node's modules are used through their default
 * export, so that tools that replace their functions are seen.
 */
import type { ClientRequestArgs } from "node:http";
import type { RequestOptions } from "node:https";
import net, { type NetConnectOpts, type Socket } from "node:net";
import tls, { type ConnectionOptions } from "node:tls";
import type { ClientAddress } from "./client-address.ts";
import { type ClientOptions, clientDefaults, protocolVersions } from "./client-options.ts";

/** Header values by name. */
export type RequestHeaders = Record<string, string | number | readonly string[] | undefined>;

/** Options of a request, with headers that can be changed. */
export type HandshakeRequestOptions = Omit<RequestOptions, "headers"> & { headers: RequestHeaders };

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** @throws RangeError for a protocol version that is not 8 or 13, SyntaxError for subprotocols that cannot be offered. */
export function checkClientOptions(options: ClientOptions, protocols: readonly unknown[]): void {
  const { protocolVersion = clientDefaults.protocolVersion } = options;
  if (!protocolVersions.includes(protocolVersion)) {
    const supported = protocolVersions.join(", ");
    throw new RangeError(`Unsupported protocol version: ${protocolVersion} (supported versions: ${supported})`);
  }
  // RFC 6455 §4.1, item 10.
  const areTokens = protocols.every((each) => typeof each === "string" && TOKEN.test(each));
  if (!areTokens || new Set(protocols).size !== protocols.length) {
    throw new SyntaxError("An invalid or duplicated subprotocol was specified");
  }
}

/** The options for one request. */
export function requestOptions(
  address: ClientAddress,
  key: string,
  protocols: readonly string[],
  extensions: string,
  options: ClientOptions,
): HandshakeRequestOptions {
  const { protocolVersion = clientDefaults.protocolVersion, origin } = options;
  const headers: RequestHeaders = {
    ...(options.headers as RequestHeaders | undefined),
    "Sec-WebSocket-Version": protocolVersion,
    "Sec-WebSocket-Key": key,
    Connection: "Upgrade",
    Upgrade: "websocket",
  };
  if (extensions !== "") headers["Sec-WebSocket-Extensions"] = extensions;
  if (protocols.length > 0) headers["Sec-WebSocket-Protocol"] = protocols.join(",");
  if (origin) headers[protocolVersion < 13 ? "Sec-WebSocket-Origin" : "Origin"] = origin;
  const defaultPort = address.isSecure ? 443 : 80;
  const connect = address.isSecure ? secureConnection : plainConnection;
  return {
    ...options,
    createConnection: options.createConnection ?? (connect as NonNullable<ClientRequestArgs["createConnection"]>),
    defaultPort: options.defaultPort || defaultPort,
    // Of a URL or an http option, only the address counts.
    hostname: undefined,
    protocol: undefined,
    method: "GET",
    host: address.host,
    port: address.port,
    path: address.path,
    socketPath: address.socketPath,
    timeout: options.handshakeTimeout,
    auth: address.auth ?? options.auth,
    headers,
  };
}

/** `path` of the request would be taken for that of an IPC socket. */
function plainConnection(options: RequestOptions): Socket {
  return net.connect({ ...options, path: options.socketPath } as NetConnectOpts);
}

function secureConnection(options: RequestOptions & ConnectionOptions): Socket {
  const { servername, host } = options;
  const name = servername || servername === "" ? servername : net.isIP(host ?? "") ? "" : host;
  return tls.connect({ ...options, path: undefined, servername: name } as ConnectionOptions);
}
