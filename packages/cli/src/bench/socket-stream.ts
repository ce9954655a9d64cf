/**
 * The plain way to connect: `node:net` and `node:tls`, reading into one buffer that all connections share.
 */
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Dialer, LoadStream, LoadStreamEvents } from "./load-stream.ts";
import type { LoadTarget } from "./load-target.ts";
import { sourceAddress } from "./source-address.ts";

/** As large as one read may become. */
const READ_BYTES = 256 * 1024;

class SocketStream implements LoadStream {
  readonly #socket: Socket;
  readonly #events: LoadStreamEvents;
  #isOver = false;

  constructor(socket: Socket, connected: "connect" | "secureConnect", events: LoadStreamEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.once(connected, () => {
      if (!this.#isOver) events.onConnected();
    });
    socket.on("error", (error) => this.#lost(error));
    socket.on("close", () => this.#lost(new Error("the server closed the connection")));
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  writeText(text: string): void {
    this.#socket.write(text, "latin1");
  }

  end(): void {
    this.#isOver = true;
    if ("encrypted" in this.#socket) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  read(length: number): void {
    if (!this.#isOver) this.#events.onRead(length);
  }

  #lost(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.destroy();
    this.#events.onLost(error);
  }
}

/** Connects through `node:net` or `node:tls`. */
export class SocketDialer implements Dialer {
  readonly readBuffer: Buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  readonly #target: LoadTarget;

  constructor(target: LoadTarget) {
    this.#target = target;
  }

  dial(index: number, events: LoadStreamEvents): LoadStream {
    const { address, port, tls } = this.#target;
    const localAddress = sourceAddress(index, address);
    const onread = {
      buffer: this.readBuffer,
      callback: (length: number): boolean => {
        stream.read(length);
        return true;
      },
    };
    const where = { host: address, port, noDelay: true, ...(localAddress === undefined ? {} : { localAddress }) };
    const socket = tls === undefined ? connect({ ...where, onread }) : this.#connectTls({ ...where, onread });
    const stream = new SocketStream(socket, tls === undefined ? "connect" : "secureConnect", events);
    return stream;
  }

  /** `tls.connect` takes `onread` as `net.connect` does; only its types do not say so. */
  #connectTls(where: { readonly host: string; readonly port: number; readonly onread: object }): Socket {
    const { tls, serverName } = this.#target;
    return connectTls({
      ...where,
      ...(/^[\d.]+$|:/.test(serverName) ? {} : { servername: serverName }),
      ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
      rejectUnauthorized: tls?.isInsecure !== true,
    });
  }
}
