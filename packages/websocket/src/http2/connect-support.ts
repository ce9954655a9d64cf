/**
 * Whether the server at the other end of a session takes extended CONNECT, which a client must know before it sends one
 * (RFC 8441 §3). It changes nothing of the session, which may be the application's.
 */
import type { ClientHttp2Session } from "node:http2";

/**
 * Finds out by the server's first SETTINGS. `done` is called once: with `undefined` when the session ends before.
 * @returns a function that gives up.
 */
export function whenConnectKnown(
  session: ClientHttp2Session,
  done: (isSupported: boolean | undefined) => void,
): () => void {
  let isOver = false;
  const finish = (isSupported: boolean | undefined): void => {
    if (isOver) return;
    isOver = true;
    session.off("remoteSettings", onSettings).off("close", onClose);
    done(isSupported);
  };
  const isSupported = (): boolean => session.remoteSettings?.enableConnectProtocol === true;
  const onSettings = (): void => finish(isSupported());
  const onClose = (): void => finish(undefined);
  // The answer to a PING comes after the server's SETTINGS, which are its first frame (RFC 9113 §3.4).
  const ask = (): void => {
    session.ping((error) => finish(error === null ? isSupported() : undefined));
  };
  if (session.destroyed || session.closed) {
    process.nextTick(() => finish(undefined));
  } else if (session.connecting) {
    session.on("remoteSettings", onSettings).on("close", onClose);
  } else if (isSupported()) {
    process.nextTick(() => finish(true));
  } else {
    session.on("remoteSettings", onSettings).on("close", onClose);
    ask();
  }
  return () => {
    isOver = true;
    session.off("remoteSettings", onSettings).off("close", onClose);
  };
}
