/**
 * The network between this page and the server, with a switch: cut, everything under way is lost without a word and no
 * connection can be made, as when a cable is pulled. It makes the sockets that the client uses and knows nothing of messages.
 */

/** What the client uses of a socket. */
interface SocketHandlers {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
}

// RFC 6455 §7.1.5: a connection that ended without a Close frame.
const ABNORMAL = { code: 1006, reason: "" };

// 4000 to 4499 are an application's own, after which a client comes back.
const CUT = 4000;

/** Opens the browser's sockets, while it is whole. */
export class Network {
  /** Fires `online` when now is a good moment to try. */
  readonly events: EventTarget = new EventTarget();
  /** A socket class for the client: `new webSocket(url)`. */
  readonly webSocket: new (
    url: string,
  ) => object;
  readonly #sockets = new Set<CuttableSocket>();
  #isCut = false;

  constructor() {
    const [network, sockets] = [this, this.#sockets];
    this.webSocket = class extends CuttableSocket {
      constructor(url: string) {
        super(network.isCut ? undefined : new WebSocket(url), () => sockets.delete(this));
        sockets.add(this);
      }
    };
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** Nothing passes any more. */
  cut(): void {
    this.#isCut = true;
    for (const socket of [...this.#sockets]) socket.break();
  }

  /** It is whole again, which is a good moment to try. */
  heal(): void {
    this.#isCut = false;
    this.wake();
  }

  /** Something suggests that now is a good moment to try. */
  wake(): void {
    this.events.dispatchEvent(new Event("online"));
  }
}

/** One socket. Without `inner` it breaks as soon as it was made. */
class CuttableSocket implements SocketHandlers {
  onopen: SocketHandlers["onopen"] = null;
  onmessage: SocketHandlers["onmessage"] = null;
  onerror: SocketHandlers["onerror"] = null;
  onclose: SocketHandlers["onclose"] = null;
  readonly #inner: WebSocket | undefined;
  readonly #ended = new AbortController();
  readonly #onEnd: () => void;

  constructor(inner: WebSocket | undefined, onEnd: () => void) {
    this.#inner = inner;
    this.#onEnd = onEnd;
    const { signal } = this.#ended;
    inner?.addEventListener("open", () => this.onopen?.(), { signal });
    inner?.addEventListener("message", (event: MessageEvent<unknown>) => this.onmessage?.(event), { signal });
    inner?.addEventListener("error", (event) => this.onerror?.(event), { signal });
    inner?.addEventListener("close", ({ code, reason }) => this.#end({ code, reason }), { signal });
    // After the one who made it has set its handlers.
    if (inner === undefined) setTimeout(() => this.break());
  }

  send(data: string): void {
    this.#inner?.send(data);
  }

  close(): void {
    this.#inner?.close(1000);
  }

  /** What is under way is lost. The server hears of it by a code with which nobody leaves on purpose. */
  break(): void {
    if (this.#ended.signal.aborted) return;
    this.#inner?.close(CUT);
    this.#end(ABNORMAL);
  }

  #end(event: { readonly code: number; readonly reason: string }): void {
    this.#ended.abort();
    this.#onEnd();
    this.onclose?.(event);
  }
}
