/**
 * The byte stream for what a dial has reached: an HTTP/2 stream ends in another way than a socket.
 */

import type { Http2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import { TunnelStream } from "../http2/tunnel-stream.ts";
import type { ByteStream } from "../streams/byte-stream.ts";
import type { SocketStreams } from "../streams/socket-streams.ts";

/** Adapts `stream`. @param streams for everything that is no stream of HTTP/2. */
export function byteStreamOf(stream: Duplex, streams: SocketStreams): ByteStream {
  return isHttp2Stream(stream) ? new TunnelStream(stream) : streams.over(stream);
}

function isHttp2Stream(stream: Duplex): stream is Http2Stream {
  return "rstCode" in stream && "session" in stream;
}
