/**
 * Reaches a server over a TCP or TLS socket of our own and reads the answer with the parser of @longwire/wire, so that
 * a malformed answer fails at once and the socket carries nothing of an HTTP client afterwards.
 */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { encodeRequestHead, ResponseHeadParser } from "@longwire/wire";
import type { ConnectPlan } from "./connect-options.ts";
import type { CancelDial, DialSink } from "./dial.ts";

function openSocket({ url, tls }: ConnectPlan): Socket {
  const { hostname: host, port } = url;
  if (!url.isSecure) return connectTcp({ host, port, noDelay: true, allowHalfOpen: true });
  // RFC 6455 §4.1: the server's name is sent with TLS (SNI), and TLS verifies the certificate before anything is sent.
  const servername = isIP(host) ? {} : { servername: host };
  return connectTls({
    host,
    port,
    ALPNProtocols: ["http/1.1"],
    minVersion: "TLSv1.2",
    ...servername,
    ...tls,
  });
}

/** Dials by `plan` and sends the handshake's request. */
export function dialDirect(plan: ConnectPlan, sink: DialSink): CancelDial {
  const socket = openSocket(plan);
  let parser = new ResponseHeadParser(plan.limits);
  // Ours only: Node has listeners of its own on the socket.
  const detach = (): void => {
    socket.off("data", read).off("end", onEarlyEnd).off("close", onEarlyEnd);
    socket.pause();
  };
  const fail = (error: Parameters<DialSink["onError"]>[0]): void => {
    detach();
    socket.destroy();
    sink.onError(error);
  };
  const read = (chunk: Uint8Array): void => {
    const result = parser.receive(chunk);
    if (result.type === "incomplete") return;
    if (result.type === "failed") {
      fail(result.failure);
      return;
    }
    const rest = chunk.subarray(result.consumed);
    const { status } = result.head;
    if (status >= 100 && status < 200 && status !== 101) {
      // RFC 9110 §15.2: informational responses come before the final one.
      parser = new ResponseHeadParser(plan.limits);
      if (rest.length > 0) read(rest);
      return;
    }
    detach();
    socket.off("error", fail);
    sink.onAnswer(result.head, socket, rest);
  };
  const onEarlyEnd = (): void => fail(new Error("the server ended the connection before it answered the handshake"));
  // The first thing put on the socket: without it an early error would end the process.
  socket.on("error", fail);
  socket.on("data", read);
  socket.on("end", onEarlyEnd);
  socket.on("close", onEarlyEnd);
  socket.once(plan.url.isSecure ? "secureConnect" : "connect", () => {
    socket.setNoDelay(true);
    socket.write(encodeRequestHead(plan.handshake.request));
  });
  return () => {
    detach();
    socket.off("error", fail);
    socket.on("error", () => undefined); // nobody is left to be told
    socket.destroy();
  };
}
