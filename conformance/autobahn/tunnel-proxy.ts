/**
 * A proxy for a suite that speaks HTTP/1.1 only: it answers the upgrade itself, and carries the bytes that follow, frames
 * whatever they are, through an extended CONNECT of HTTP/2 (RFC 8441), all connections over one session.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { type ClientHttp2Session, connect, constants } from "node:http2";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A proxy that runs. */
export interface TunnelProxy {
  /** Where the suite connects to. */
  readonly url: string;
  close(): void;
}

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Starts a proxy to the server at `target`, a `ws:` URL, that takes HTTP/2 with prior knowledge. */
export async function startTunnelProxy(target: string): Promise<TunnelProxy> {
  const session = connect(target.replace("ws:", "http:"));
  await once(session, "remoteSettings");
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => carry(socket, session));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return {
    url: `ws://127.0.0.1:${port}`,
    close: () => {
      server.close();
      session.destroy();
    },
  };
}

function carry(socket: Socket, session: ClientHttp2Session): void {
  const stream = session.request(
    {
      ":method": "CONNECT",
      ":protocol": "websocket",
      ":scheme": "http",
      ":path": "/",
      ":authority": "localhost",
      "sec-websocket-version": "13",
    },
    { endStream: false },
  );
  // A reset goes on as a reset, an end as an end (RFC 8441 §5).
  socket.on("error", () => stream.close(constants.NGHTTP2_CANCEL));
  stream.on("error", () => socket.destroy());
  stream.on("close", () => {
    if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) socket.destroy();
  });
  // It may come before the suite's request does. A stream without an answer has ended the socket.
  const answered = new Promise<void>((resolve) => stream.once("response", () => resolve()));
  let head = "";
  const onHead = (bytes: Buffer): void => {
    head += bytes.toString("latin1");
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    socket.off("data", onHead);
    socket.pause();
    const early = head.slice(end + "\r\n\r\n".length);
    if (early !== "") socket.unshift(Buffer.from(early, "latin1"));
    const key = /^sec-websocket-key: *(\S+)/im.exec(head)?.[1] ?? "";
    const accept = createHash("sha1").update(`${key}${GUID}`).digest("base64");
    const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    answered.then(() => {
      socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join("\r\n")}\r\n\r\n`);
      socket.pipe(stream);
      stream.pipe(socket);
    });
  };
  socket.on("data", onHead);
}
