/**
 * Sockets for tests: each one that is opened is kept, and the test plays the server.
 */

import type { OpenSocket, SocketListener } from "./socket.ts";

/** One opened socket as the server would see it. */
export interface FakeSocket {
  readonly url: string;
  readonly listener: SocketListener;
  /** What was sent and not yet taken. */
  readonly sent: string[];
  isClosed: boolean;
}

/** All sockets that were opened, and how to open one. */
export class FakeSockets {
  readonly all: FakeSocket[] = [];

  readonly open: OpenSocket = (url, listener) => {
    const socket: FakeSocket = { url, listener, sent: [], isClosed: false };
    this.all.push(socket);
    return {
      send: (text) => void socket.sent.push(text),
      close: () => {
        socket.isClosed = true;
      },
    };
  };

  /** The newest one. Throws when none was opened. */
  get last(): FakeSocket {
    const last = this.all.at(-1);
    if (last === undefined) throw new Error("no socket was opened");
    return last;
  }

  /** Takes what was sent over the newest one, parsed. */
  taken(): unknown[] {
    return this.last.sent.splice(0).map((text): unknown => JSON.parse(text));
  }
}
