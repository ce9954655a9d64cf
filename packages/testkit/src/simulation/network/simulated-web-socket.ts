/**
 * The client's end of a simulated connection, as far as programs use the browser's WebSocket: states, four handlers,
 * `send` and `close`.
 */

/** What the client's end does to the line. */
export interface ClientLine {
  send(frame: string | Uint8Array): void;
  close(code: number, reason: string): void;
}

/** The end of a connection. */
export interface CloseInformation {
  readonly code: number;
  readonly reason: string;
}

/** One connection at the client. */
export class SimulatedWebSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: string | ArrayBuffer }) => void) | null = null;
  onclose: ((event: CloseInformation) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  binaryType: string = "arraybuffer";
  readonly protocol: string;
  readonly #line: ClientLine;
  #state = SimulatedWebSocket.CONNECTING;

  constructor(protocol: string, dial: (socket: SimulatedWebSocket) => ClientLine) {
    this.protocol = protocol;
    this.#line = dial(this);
  }

  get readyState(): number {
    return this.#state;
  }

  send(data: string | Uint8Array): void {
    if (this.#state === SimulatedWebSocket.CONNECTING) throw new Error("the socket is not open yet");
    if (this.#state === SimulatedWebSocket.OPEN) this.#line.send(data);
  }

  close(code = 1000, reason = ""): void {
    if (this.#state >= SimulatedWebSocket.CLOSING) return;
    this.#state = SimulatedWebSocket.CLOSING;
    this.#line.close(code, reason);
  }

  /** The server has accepted. */
  opened(): void {
    if (this.#state !== SimulatedWebSocket.CONNECTING) return;
    this.#state = SimulatedWebSocket.OPEN;
    this.onopen?.();
  }

  /** A message of the server has arrived. */
  arrived(frame: string | Uint8Array): void {
    if (this.#state !== SimulatedWebSocket.OPEN) return;
    const data = typeof frame === "string" ? frame : Uint8Array.from(frame).buffer;
    this.onmessage?.({ data });
  }

  /** The connection has ended, or was not made. */
  ended(why: CloseInformation): void {
    if (this.#state === SimulatedWebSocket.CLOSED) return;
    this.#state = SimulatedWebSocket.CLOSED;
    if (why.code === 1006) this.onerror?.({});
    this.onclose?.(why);
  }
}
