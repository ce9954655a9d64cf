/**
 * Two connections and the network between them, in memory and in virtual time: what one end sends arrives at the other
 * in random cuts, after a delay, until a direction goes silent or the link is lost.
 * It does what a driver of a real socket does, and nothing that the protocol decides.
 */
import { Connection, type ConnectionOptions, clientLimits, type Role, serverLimits } from "@longwire/wire";
import { randomCuts } from "./cuts.ts";
import { joinBytes } from "./hex.ts";
import { RecordEvents } from "./record-events.ts";
import { SeededRandom } from "./seeded-random.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** How a link is made. */
export interface LinkOptions {
  readonly clock: VirtualClock;
  /** Decides cuts, delays and masking keys. */
  readonly random: SeededRandom;
  /** Greatest delay of a part on its way, in milliseconds; parts never overtake each other. Default 0: everything arrives now. */
  readonly maxDelayMs?: number;
  /** Greatest size of a part. Default 1000. */
  readonly maxPartBytes?: number;
  /** Anything that is to differ in the two connections. */
  readonly client?: Partial<ConnectionOptions>;
  readonly server?: Partial<ConnectionOptions>;
}

/** One end of a link. */
export interface LinkEnd {
  readonly connection: Connection;
  readonly events: RecordEvents;
  /** Everything that this end has handed to the network. */
  readonly sent: Uint8Array[];
}

/** A client and a server over an imagined TCP connection. After using an end's connection directly, call `flush`. */
export class Link {
  readonly client: LinkEnd;
  readonly server: LinkEnd;
  readonly #options: LinkOptions;
  readonly #toServer: Direction;
  readonly #toClient: Direction;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.client = makeEnd("client", options, options.client);
    this.server = makeEnd("server", options, options.server);
    this.#toServer = newDirection();
    this.#toClient = newDirection();
    this.flush();
  }

  /** Writes what both ends want written and sets their timers: what a driver does after every call. */
  flush(): void {
    this.#drive(this.client, this.#toServer, this.server);
    this.#drive(this.server, this.#toClient, this.client);
  }

  /** From now on nothing that `from` sends arrives, not even the end of TCP, and `from` is not told. */
  silence(from: Role): void {
    this.#directionFrom(from).isSilent = true;
  }

  /** TCP ends for both ends at once, as by a reset; what is on its way is lost. */
  lose(): void {
    for (const direction of [this.#toServer, this.#toClient]) direction.isSilent = true;
    this.client.connection.receiveEof();
    this.server.connection.receiveEof();
    this.flush();
  }

  #directionFrom(role: Role): Direction {
    return role === "client" ? this.#toServer : this.#toClient;
  }

  #drive(from: LinkEnd, direction: Direction, to: LinkEnd): void {
    const { connection } = from;
    const output = joinBytes(connection.takeOutput());
    if (output.length > 0 && !direction.hasEnded) {
      from.sent.push(output);
      const parts = randomCuts(this.#options.random, this.#options.maxPartBytes ?? 1000).parts(output);
      for (const part of parts)
        this.#carry(direction, to, () => {
          const consumed = to.connection.receive(part, this.#options.clock.now);
          if (consumed < part.length) throw new Error("a link does not know pauses");
        });
    }
    if (connection.transport !== "keep" && !direction.hasEnded) {
      direction.hasEnded = true;
      // FIN and reset look alike to a reader that has read everything before it.
      this.#carry(direction, to, () => to.connection.receiveEof());
    }
    this.#setTimer(from, direction);
  }

  #carry(direction: Direction, to: LinkEnd, arrive: () => void): void {
    const { clock, random, maxDelayMs = 0 } = this.#options;
    direction.lastArrival = Math.max(direction.lastArrival, clock.now + random.below(maxDelayMs + 1));
    clock.schedule(direction.lastArrival, () => {
      if (direction.isSilent || to.connection.state === "closed") return;
      arrive();
      this.flush();
    });
  }

  #setTimer(end: LinkEnd, direction: Direction): void {
    const { clock } = this.#options;
    const deadline = end.connection.nextDeadline();
    if (deadline === direction.timerAt) return;
    direction.cancelTimer();
    direction.timerAt = deadline;
    if (deadline === Number.POSITIVE_INFINITY) {
      direction.cancelTimer = () => {};
      return;
    }
    direction.cancelTimer = clock.schedule(deadline, () => {
      direction.timerAt = Number.NaN;
      end.connection.expire(clock.now);
      this.flush();
    });
  }
}

/** What is known of one way, and of the end that sends on it. */
interface Direction {
  isSilent: boolean;
  hasEnded: boolean;
  lastArrival: number;
  timerAt: number;
  cancelTimer: () => void;
}

function newDirection(): Direction {
  return { isSilent: false, hasEnded: false, lastArrival: 0, timerAt: Number.NaN, cancelTimer: () => {} };
}

function makeEnd(role: Role, options: LinkOptions, overrides: Partial<ConnectionOptions> | undefined): LinkEnd {
  const events = new RecordEvents();
  // A generator of its own, so that the number of frames does not change how they are cut.
  const keys = new SeededRandom(options.random.nextUint32());
  const connection = new Connection({
    role,
    handler: events,
    now: options.clock.now,
    limits: role === "client" ? clientLimits : serverLimits,
    nextMaskingKey: () => keys.nextUint32(),
    ...overrides,
  });
  return { connection, events, sent: [] };
}
