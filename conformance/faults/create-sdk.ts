/**
 * The official SDK, in either encoding, as a client of a run: it finds dead lines soon and comes back soon.
 */
import { Centrifuge } from "centrifuge";
import { Centrifuge as ProtobufCentrifuge } from "centrifuge/build/protobuf";

/** A client, and how payloads look to it. */
export interface Sdk {
  readonly client: Centrifuge;
  readonly encode: (value: unknown) => unknown;
  readonly decode: (data: unknown) => unknown;
}

const options = {
  minReconnectDelay: 20,
  maxReconnectDelay: 400,
  timeout: 2000,
  maxServerPingDelay: 800,
  websocket: WebSocket,
} as const;

/** Makes one; it does not connect yet. */
export function createSdk(port: number, encoding: "json" | "protobuf"): Sdk {
  const url = `ws://127.0.0.1:${port}/connection/websocket`;
  if (encoding === "json")
    return { client: new Centrifuge(url, options), encode: (value) => value, decode: (data) => data };
  return {
    // It is the same class but for its codec.
    client: new ProtobufCentrifuge(url, options) as unknown as Centrifuge,
    encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
    decode: (data) => JSON.parse(new TextDecoder().decode(data as Uint8Array)),
  };
}
