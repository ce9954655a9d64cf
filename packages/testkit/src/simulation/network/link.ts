/**
 * One simulated connection from dialling to its end: two pipes with an end at a client and an end at a process of the hub,
 * and what can befall it.
 */
import type { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";
import { Pipe, type PipeNature } from "./pipe.ts";
import { SimulatedConnection } from "./simulated-connection.ts";
import type { ClientLine, SimulatedWebSocket } from "./simulated-web-socket.ts";

/** How long a server waits for the answer to its Close. */
const CLOSE_TIMEOUT_MS = 30_000;

/** What a frame costs beside its payload. */
const FRAME_OVERHEAD_BYTES = 8;

/** Both ends of a connection. */
export interface LinkEnds {
  readonly id: string;
  readonly client: Actor;
  readonly server: Actor;
  readonly socket: SimulatedWebSocket;
}

/** Told what the server's end gets ("up") and sends ("down"). */
export type Tap = (link: Link, direction: "up" | "down", frame: string | Uint8Array) => void;

/** A connection that the server has taken. */
export class Link implements ClientLine {
  readonly id: string;
  readonly client: Actor;
  readonly server: Actor;
  readonly connection: SimulatedConnection;
  readonly #world: World;
  readonly #tap: Tap;
  readonly #socket: SimulatedWebSocket;
  readonly #up: Pipe;
  readonly #down: Pipe;
  #state: "open" | "cut" = "open";

  constructor(world: World, { id, client, server, socket }: LinkEnds, up: PipeNature, down: PipeNature, tap: Tap) {
    this.id = id;
    this.client = client;
    this.server = server;
    this.#world = world;
    this.#socket = socket;
    this.#tap = tap;
    this.connection = new SimulatedConnection({
      send: (frame) => {
        tap(this, "down", frame);
        this.#down.send(lengthOf(frame), () => this.#toClient(() => socket.arrived(frame)));
      },
      close: (code, reason) => this.#closeFromServer(code, reason),
      terminate: () => this.reset(),
      waitingBytes: () => this.#down.waitingBytes,
    });
    this.#up = new Pipe(world, `${id} up`, server, up, () => undefined);
    this.#down = new Pipe(world, `${id} down`, client, down, () => {
      world.schedule(server, 0, `${id} takes more`, () => this.connection.departed());
    });
  }

  /** It has not been cut; it may be closing, or dead without anybody knowing. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** What waits at the server. */
  get waitingBytes(): number {
    return this.#down.waitingBytes;
  }

  /** Tells the client that it is open, in order with what follows. */
  open(): void {
    this.#down.send(0, () => this.#toClient(() => this.#socket.opened()));
  }

  /** The client sends. */
  send(frame: string | Uint8Array): void {
    this.#up.send(lengthOf(frame), () =>
      this.#toServer(() => {
        if (this.connection.isOpen) this.#tap(this, "up", frame);
        this.connection.arrived(frame);
      }),
    );
  }

  /** The client closes. */
  close(code: number, reason: string): void {
    this.#up.send(FRAME_OVERHEAD_BYTES, () =>
      this.#toServer(() => {
        this.connection.ended(code, reason);
        this.#down.send(FRAME_OVERHEAD_BYTES, () => this.#toClient(() => this.#socket.ended({ code, reason })));
      }),
    );
  }

  /** It is cut, and both ends are told: what is on the way is lost. */
  reset(): void {
    this.#cut();
    const lost = { code: 1006, reason: "" };
    this.#world.schedule(this.client, 1, `${this.id} reset`, () => this.#socket.ended(lost));
    this.#world.schedule(this.server, 1, `${this.id} reset`, () => this.connection.ended(lost.code, lost.reason));
  }

  /** Nothing gets through any more, and nobody is told. @param direction from the client up, to the client down. */
  silence(direction: "up" | "down" | "both"): void {
    if (direction !== "down") this.#up.hold();
    if (direction !== "up") this.#down.hold();
  }

  /** What was held goes on its way. */
  heal(): void {
    this.#up.release();
    this.#down.release();
  }

  /** The client reads so much in a millisecond from now on. */
  read(bytesPerMs: number): void {
    this.#down.nature.bytesPerMs = bytesPerMs;
  }

  #cut(): void {
    this.#state = "cut";
    this.#up.cut();
    this.#down.cut();
  }

  #toClient(arrive: () => void): void {
    if (this.#state === "open") arrive();
  }

  #toServer(arrive: () => void): void {
    if (this.#state === "open") arrive();
  }

  #closeFromServer(code: number, reason: string): void {
    const ended = (): void => this.connection.ended(code, reason);
    this.#down.send(FRAME_OVERHEAD_BYTES, () =>
      this.#toClient(() => {
        this.#socket.ended({ code, reason });
        this.#up.send(FRAME_OVERHEAD_BYTES, () => this.#toServer(ended));
      }),
    );
    this.#world.schedule(this.server, CLOSE_TIMEOUT_MS, `${this.id} close timeout`, () => {
      this.#cut();
      ended();
    });
  }
}

function lengthOf(frame: string | Uint8Array): number {
  return FRAME_OVERHEAD_BYTES + frame.length;
}
