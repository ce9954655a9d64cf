/**
 * The socket as the connection needs it, and the browser's own. The only place of the app where `WebSocket` is made.
 */

/** What a socket tells. After `closed` it tells nothing more. */
export interface SocketListener {
  readonly opened: () => void;
  readonly received: (text: string) => void;
  readonly closed: () => void;
}

/** One attempt to connect. */
export interface Socket {
  /** Sends text. Only after `opened` and before `closed`. */
  readonly send: (text: string) => void;
  /** Ends it; `closed` follows, at the latest when the browser has given up on the other side. */
  readonly close: () => void;
}

/** Opens a socket. */
export type OpenSocket = (url: string, listener: SocketListener) => Socket;

/** Opens the browser's own WebSocket. Binary messages are not for this app and are passed over. */
export const openBrowserSocket: OpenSocket = (url, listener) => {
  const socket = new WebSocket(url);
  socket.addEventListener("open", listener.opened);
  socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "string") listener.received(data);
  });
  // No `error` listener: a `close` always follows, and the event carries nothing more.
  socket.addEventListener("close", listener.closed);
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(1000),
  };
};
