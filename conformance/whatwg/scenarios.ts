/**
 * What the implementations are compared by: each scenario runs a script against a server and tells what it saw, in order.
 * A scenario is sent to a browser as its source text, so it must not name anything outside of itself.
 */

/** The parts of a WebSocket that the scenarios use. */
export interface ComparedSocket extends EventTarget {
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly protocol: string;
  binaryType: string;
  send(data: string | Blob | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** A WebSocket class. */
export type ComparedClass = new (url: string, protocols?: string | string[]) => ComparedSocket;

/** A script: acts on the socket, and adds what it finds worth telling to the log. */
export type Script = (socket: ComparedSocket, log: string[]) => void;

/** One scenario. */
export interface Scenario {
  readonly path: string;
  readonly protocols?: string[];
  /** Runs once, right after the constructor. */
  readonly script?: Script;
}

/** Runs a scenario to its `close` event. Self-contained, as the scripts are. */
export function runScenario(
  WebSocketClass: ComparedClass,
  url: string,
  protocols: string[],
  script: Script,
): Promise<string[]> {
  return new Promise((resolve) => {
    const log: string[] = [];
    const socket = new WebSocketClass(url, protocols);
    // Before the listeners below: Node runs microtasks after all listeners of an event, a browser after each.
    script(socket, log);
    const shape = (data: unknown): string =>
      typeof data === "string" ? data : Object.prototype.toString.call(data).slice(8, -1);
    for (const type of ["open", "message", "error", "close"]) {
      socket.addEventListener(type, (event) => {
        const { data, code, reason, wasClean } = event as Event & Record<string, unknown>;
        const parts: unknown[] = [type, socket.readyState, event.constructor.name];
        if (type === "message") parts.push(shape(data));
        if (type === "close") parts.push(code, reason, wasClean);
        log.push(parts.join(" "));
        Promise.resolve().then(() => log.push(`microtask after ${type}`));
        if (type === "close") setTimeout(() => resolve(log), 30);
      });
    }
  });
}

/** The scenarios by name. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  "text there and back, a clean close with code and reason": {
    path: "/echo",
    protocols: ["chat"],
    script: (socket, log) => {
      socket.onopen = () => {
        socket.send("hällo");
        log.push(`buffered ${socket.bufferedAmount}, ${socket.protocol}`);
      };
      socket.onmessage = () => socket.close(3001, "dönе");
    },
  },
  "a Blob between others keeps its place; binary arrives as a Blob": {
    path: "/echo",
    script: (socket, log) => {
      let count = 0;
      socket.onopen = () => {
        socket.send("1");
        socket.send(new Blob(["22"]));
        socket.send("333");
        log.push(`buffered ${socket.bufferedAmount}`);
      };
      socket.onmessage = () => {
        count += 1;
        if (count === 3) socket.close();
      };
    },
  },
  "close right after send: all is sent before it": {
    path: "/echo",
    script: (socket, log) => {
      socket.onopen = () => {
        socket.send(new Blob(["never seen: closing"]));
        socket.close(1000);
        socket.send("not sent");
        log.push(`state ${socket.readyState}, buffered ${socket.bufferedAmount}`);
      };
    },
  },
  "the server closes": { path: "/closes" },
  "messages and a Close in one packet": { path: "/burst" },
  "close() within a message: what came with it is not delivered": {
    path: "/burst",
    script: (socket) => {
      socket.onmessage = () => socket.close(3000);
    },
  },
  "binaryType changed between two messages": {
    path: "/binary",
    script: (socket) => {
      socket.binaryType = "arraybuffer";
      let count = 0;
      socket.onmessage = () => {
        count += 1;
        socket.binaryType = "blob";
        if (count === 2) socket.close();
      };
    },
  },
  "the server breaks a rule": { path: "/breaks-a-rule" },
  "the server sends text that is not UTF-8": { path: "/not-utf8" },
  "the server does not answer the Close": {
    path: "/answers-no-close",
    script: (socket) => {
      socket.onopen = () => socket.close(1000);
    },
  },
  "the server drops the connection": { path: "/drops" },
  "the server resets the connection": {
    path: "/resets",
    script: (socket) => {
      socket.onmessage = () => socket.send("x");
    },
  },
  "no WebSocket there": { path: "/nothing" },
  "close() while connecting": {
    path: "/echo",
    script: (socket, log) => {
      socket.close();
      log.push(`state ${socket.readyState}`);
    },
  },
};
