/**
 * What goes to one connection: everything of a turn in one write, and what the connection cannot take waits under the
 * policies of its channels and a budget. It knows bytes and lanes, no sessions.
 */
import type { Codec } from "@longwire/protocol";
import type { Connection } from "../ports/connection.ts";
import type { Lane } from "./lane.ts";
import type { OutboxService } from "./outbox-service.ts";
import type { Outgoing } from "./outgoing.ts";
import { WaitingQueue } from "./waiting-queue.ts";

/** Bounds of one outbox. See `HubLimits`. */
export interface OutboxLimits {
  readonly maxQueuedBytes: number;
  readonly maxBatchBytes: number;
}

/** Told by an outbox. */
export interface OutboxEvents {
  /** More waits than is allowed. Nothing more is taken; the connection should end. */
  onOverflow(): void;
  /** All that waited has been given to the connection, and it takes more. */
  onDrained(): void;
}

/** Of this turn, not given to the connection yet. */
interface TurnList {
  readonly messages: Outgoing[];
  readonly lanes: (Lane | undefined)[];
  bytes: number;
}

/** The outbound side of one connection. */
export class Outbox {
  readonly #connection: Connection;
  readonly #codec: Codec;
  readonly #service: OutboxService;
  readonly #limits: OutboxLimits;
  readonly #events: OutboxEvents;
  #state: "flowing" | "congested" | "closed" = "flowing";
  #turn: TurnList | undefined;
  #waiting: WaitingQueue | undefined;

  constructor(
    connection: Connection,
    codec: Codec,
    service: OutboxService,
    limits: OutboxLimits,
    events: OutboxEvents,
  ) {
    this.#connection = connection;
    this.#codec = codec;
    this.#service = service;
    this.#limits = limits;
    this.#events = events;
  }

  /** True while the connection takes nothing: messages wait, and policies hold. */
  get isCongested(): boolean {
    return this.#state === "congested";
  }

  /** What waits, bookkeeping included. */
  get queuedBytes(): number {
    return (this.#waiting?.bytes ?? 0) + (this.#turn?.bytes ?? 0);
  }

  /** Takes a message; `lane` is that of its subscription. @throws PayloadNotJsonError where a JSON frame cannot hold it. */
  push(message: Outgoing, lane?: Lane): void {
    if (this.#state === "closed") return;
    if (this.#state === "congested") {
      this.#wait(message, lane);
      return;
    }
    const { length } = message.bytesIn(this.#codec);
    if (this.#turn === undefined) {
      this.#turn = { messages: [], lanes: [], bytes: 0 };
      this.#service.flushLater(this);
    }
    this.#turn.messages.push(message);
    this.#turn.lanes.push(lane);
    this.#turn.bytes += length;
    // What one turn gives is bounded too.
    if (this.#turn.bytes > this.#limits.maxQueuedBytes / 2) this.flush();
  }

  /** Gives the connection what this turn brought. */
  flush(): void {
    const turn = this.#turn;
    this.#turn = undefined;
    if (turn === undefined || this.#state === "closed") return;
    let at = 0;
    while (at < turn.messages.length && this.#state === "flowing") at = this.#sendFrom(turn, at);
    for (; at < turn.messages.length && this.#state === "congested"; at += 1) {
      this.#wait(turn.messages[at] as Outgoing, turn.lanes[at]);
    }
  }

  /** To be called when the connection has drained. */
  onDrain(): void {
    if (this.#state !== "congested") return;
    this.#state = "flowing";
    const waiting = this.#waiting;
    while (waiting !== undefined && !waiting.isEmpty && this.#state === "flowing") {
      const before = waiting.bytes;
      this.#send(waiting.take(this.#limits.maxBatchBytes));
      this.#service.queuedBytes += waiting.bytes - before;
    }
    if (this.#state !== "flowing") return;
    this.#waiting = undefined;
    this.#events.onDrained();
  }

  /** Forgets what waits of a subscription that has ended. */
  drop(lane: Lane): void {
    this.#account((waiting) => waiting.drop(lane));
  }

  /** Gives the connection what this turn brought, forgets what waits, and takes nothing more. */
  close(): void {
    this.flush();
    this.#account((waiting) => waiting.clear());
    this.#waiting = undefined;
    this.#turn = undefined;
    this.#state = "closed";
  }

  /** @returns where the next batch begins. */
  #sendFrom(turn: TurnList, from: number): number {
    const batch: Uint8Array[] = [];
    let bytes = 0;
    let at = from;
    for (; at < turn.messages.length; at += 1) {
      const message = (turn.messages[at] as Outgoing).bytesIn(this.#codec);
      if (batch.length > 0 && bytes + message.length > this.#limits.maxBatchBytes) break;
      batch.push(message);
      bytes += message.length + 1;
    }
    this.#send(batch);
    return at;
  }

  #send(batch: readonly Uint8Array[]): void {
    const frame = this.#service.joiner.join(this.#codec, batch);
    if (!this.#connection.send(frame, { binary: !this.#codec.isText })) this.#state = "congested";
  }

  #wait(message: Outgoing, lane: Lane | undefined): void {
    this.#waiting ??= new WaitingQueue(this.#codec);
    this.#account((waiting) => waiting.add(message, lane));
    const isOver =
      this.#waiting.bytes + this.#connection.bufferedAmount > this.#limits.maxQueuedBytes ||
      this.#service.queuedBytes > this.#service.maxQueuedBytesTotal;
    if (!isOver) return;
    this.close();
    this.#events.onOverflow();
  }

  #account(change: (waiting: WaitingQueue) => void): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const before = waiting.bytes;
    change(waiting);
    this.#service.queuedBytes += waiting.bytes - before;
  }
}
