/**
 * What goes to one connection: everything of a turn in one write, and what the connection cannot take waits under the
 * policies of its channels and a budget. It knows bytes and lanes, no sessions.
 */
import type { Codec } from "@longwire/protocol";
import type { CancelTimer, Clock } from "../ports/clock.ts";
import type { Connection } from "../ports/connection.ts";
import type { Lane } from "./lane.ts";
import type { OutboxService } from "./outbox-service.ts";
import type { Outgoing } from "./outgoing.ts";
import type { TurnBatch } from "./turn-batch.ts";
import { WaitingQueue } from "./waiting-queue.ts";

/** Whose outbox it is. */
export interface OutboxHost {
  readonly clock: Clock;
  /** More waits than is allowed, or for longer: `queuedBytes`. Nothing more is taken; the connection should end. */
  onOverflow(queuedBytes: number): void;
  /** All that waited has been given to the connection, and it takes more. */
  onDrained(): void;
}

const asText = { own: { binary: false }, shared: { binary: false, shared: true } };
const asBytes = { own: { binary: true }, shared: { binary: true, shared: true } };

/** The outbound side of one connection. */
export class Outbox {
  readonly #connection: Connection;
  readonly #codec: Codec;
  readonly #service: OutboxService;
  readonly #host: OutboxHost;
  #state: "flowing" | "congested" | "closed" = "flowing";
  /** What this turn brought, not given to the connection yet. */
  #turn: TurnBatch | undefined;
  /** The lanes of its messages, up to the last one that has one. */
  #lanes: (Lane | undefined)[] | undefined;
  #awaitsDrain = false;
  #waiting: WaitingQueue | undefined;
  /** While the connection takes nothing. */
  #stall: CancelTimer | undefined;

  constructor(connection: Connection, codec: Codec, service: OutboxService, host: OutboxHost) {
    this.#connection = connection;
    this.#codec = codec;
    this.#service = service;
    this.#host = host;
  }

  /** True while the connection takes nothing: messages wait, and policies hold. */
  get isCongested(): boolean {
    return this.#state === "congested";
  }

  /** What waits, bookkeeping included. */
  get queuedBytes(): number {
    return (this.#waiting?.bytes ?? 0) + (this.#turn?.length ?? 0);
  }

  /** Takes a message; `lane` is that of its subscription. @throws PayloadNotJsonError where a JSON frame cannot hold it. */
  push(message: Outgoing, lane?: Lane): void {
    if (this.#state === "closed") return;
    if (this.#state === "congested") {
      this.#wait(message, lane);
      return;
    }
    const before = this.#turn;
    const turn = (before ?? this.#service.turnFor(this.#codec)).with(message);
    this.#turn = turn;
    if (before === undefined) this.#service.flushLater(this);
    if (lane !== undefined) {
      this.#lanes ??= [];
      this.#lanes[turn.count - 1] = lane;
    }
    // What one turn gives is bounded too.
    if (turn.length > this.#service.limits.maxQueuedBytes / 2) this.flush();
  }

  /** Gives the connection what this turn brought. */
  flush(): void {
    const turn = this.#turn;
    const lanes = this.#lanes;
    this.#turn = undefined;
    this.#lanes = undefined;
    if (this.#state === "closed" || turn === undefined) return;
    let given = 0;
    for (const { bytes, end } of turn.frames(this.#service.limits.maxBatchBytes)) {
      if (this.#state !== "flowing") break;
      this.#give(bytes, turn.isShared ? "shared" : "own");
      given = end;
    }
    if (given < turn.count) this.#waitFrom(given, turn, lanes);
  }

  #waitFrom(start: number, turn: TurnBatch, lanes: readonly (Lane | undefined)[] | undefined): void {
    for (const [i, message] of turn.messages(start).entries()) {
      if (this.#state !== "congested") return;
      this.#wait(message, lanes?.[start + i]);
    }
  }

  #onDrain(): void {
    if (this.#state !== "congested") return;
    this.#state = "flowing";
    this.#endStall();
    const waiting = this.#waiting;
    while (waiting !== undefined && !waiting.isEmpty && this.#state === "flowing") {
      const before = waiting.bytes;
      this.#give(this.#codec.joinBytes(waiting.take(this.#service.limits.maxBatchBytes)), "own");
      this.#service.queuedBytes += waiting.bytes - before;
    }
    if (this.#state !== "flowing") return;
    this.#waiting = undefined;
    this.#host.onDrained();
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
    this.#state = "closed";
    this.#endStall();
  }

  /** @param whose a `shared` frame goes to other connections too; the bytes of either are never changed. */
  #give(frame: Uint8Array, whose: "own" | "shared"): void {
    this.#service.counters.bytesOut += frame.length;
    const isTaken = this.#connection.send(frame, (this.#codec.isText ? asText : asBytes)[whose]);
    if (isTaken) return;
    this.#state = "congested";
    // Most connections never are.
    if (!this.#awaitsDrain) this.#connection.on("drain", () => this.#onDrain());
    this.#awaitsDrain = true;
    this.#awaitProgress();
  }

  /** Whoever reads slowly is left to the budget; whoever does not read at all is not waited for. */
  #awaitProgress(): void {
    const { bufferedAmount } = this.#connection;
    this.#stall = this.#host.clock.setTimer(this.#service.limits.writeStallMs, () => {
      if (this.#connection.bufferedAmount < bufferedAmount) this.#awaitProgress();
      else this.#giveUp();
    });
  }

  #endStall(): void {
    this.#stall?.();
    this.#stall = undefined;
  }

  #giveUp(): void {
    const queuedBytes = this.queuedBytes + this.#connection.bufferedAmount;
    this.close();
    this.#host.onOverflow(queuedBytes);
  }

  #wait(message: Outgoing, lane: Lane | undefined): void {
    this.#waiting ??= new WaitingQueue(this.#codec);
    this.#account((waiting) => {
      // Only what is in a lane makes room.
      if (waiting.add(message, lane) && lane !== undefined)
        this.#service.counters.slowConsumers[lane.policy.policy] += 1;
    });
    const isOver =
      this.#waiting.bytes + this.#connection.bufferedAmount > this.#service.limits.maxQueuedBytes ||
      this.#service.queuedBytes > this.#service.limits.maxQueuedBytesTotal;
    if (isOver) this.#giveUp();
  }

  #account(change: (waiting: WaitingQueue) => void): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const before = waiting.bytes;
    change(waiting);
    this.#service.queuedBytes += waiting.bytes - before;
  }
}
