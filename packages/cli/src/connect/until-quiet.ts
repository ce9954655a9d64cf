/**
 * When have all replies arrived? No one can know, so it is decided: a Ping is answered after all that was sent before it
 * was read (RFC 6455 §5.5.2), and then nothing comes for a while.
 */
import type { WebSocket } from "@longwire/websocket";

/** A server that does not answer a Ping for this long is not waited for. */
const PONG_TIMEOUT_MS = 5_000;

/** Resolves when the server has answered a Ping, or does not. */
function untilAnswered(socket: WebSocket): Promise<void> {
  const mark = Buffer.from(`longwire ${process.hrtime.bigint()}`);
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      socket.off("pong", onPong).off("close", end);
      resolve();
    };
    const onPong = (payload: Buffer): void => {
      if (payload.equals(mark)) end();
    };
    const timer = setTimeout(end, PONG_TIMEOUT_MS);
    socket.on("pong", onPong).on("close", end);
    socket.ping(mark);
  });
}

/** Resolves when no message has come for `waitMs`. */
function untilSilent(socket: WebSocket, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      socket.off("message", onMessage).off("close", end);
      resolve();
    };
    const timer = setTimeout(() => {
      // While our own reader holds the messages up, silence says nothing about the server.
      if (socket.isPaused) timer.refresh();
      else end();
    }, waitMs);
    const onMessage = (): void => {
      timer.refresh();
    };
    socket.on("message", onMessage).on("close", end);
  });
}

/** Resolves when the server had its turn and was then silent for `waitMs`, or when the socket is not open any more. */
export async function untilQuiet(socket: WebSocket, waitMs: number): Promise<void> {
  if (socket.readyState === socket.OPEN) await untilAnswered(socket);
  if (socket.readyState === socket.OPEN) await untilSilent(socket, waitMs);
}
