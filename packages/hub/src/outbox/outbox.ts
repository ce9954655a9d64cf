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
import { WaitingQueue } from "./waiting-queue.ts";

/** Whose outbox it is. */
export interface OutboxHost {
  readonly clock: Clock;
  /** More waits than is allowed, or for longer: `queuedBytes`. Nothing more is taken; the connection should end. */
  onOverflow(queuedBytes: number): void;
  /** All that waited has been given to the connection, and it takes more. */
  onDrained(): void;
}

/** One message of this turn, not given to the connection yet. Most turns bring one, so they are linked, not listed. */
interface TurnMessage {
  readonly message: Outgoing;
  readonly lane: Lane | undefined;
  next: TurnMessage | undefined;
}

const asText = { binary: false };
const asBytes = { binary: true };

/** The outbound side of one connection. */
export class Outbox {
  readonly #connection: Connection;
  readonly #codec: Codec;
  readonly #service: OutboxService;
  readonly #host: OutboxHost;
  #state: "flowing" | "congested" | "closed" = "flowing";
  #first: TurnMessage | undefined;
  #last: TurnMessage | undefined;
  #turnBytes = 0;
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
    return (this.#waiting?.bytes ?? 0) + this.#turnBytes;
  }

  /** Takes a message; `lane` is that of its subscription. @throws PayloadNotJsonError where a JSON frame cannot hold it. */
  push(message: Outgoing, lane?: Lane): void {
    if (this.#state === "closed") return;
    if (this.#state === "congested") {
      this.#wait(message, lane);
      return;
    }
    const { length } = message.bytesIn(this.#codec);
    const added: TurnMessage = { message, lane, next: undefined };
    if (this.#last === undefined) {
      this.#first = added;
      this.#service.flushLater(this);
    } else {
      this.#last.next = added;
    }
    this.#last = added;
    this.#turnBytes += length;
    // What one turn gives is bounded too.
    if (this.#turnBytes > this.#service.limits.maxQueuedBytes / 2) this.flush();
  }

  /** Gives the connection what this turn brought. */
  flush(): void {
    let next = this.#first;
    this.#first = undefined;
    this.#last = undefined;
    this.#turnBytes = 0;
    if (this.#state === "closed") return;
    while (next !== undefined && this.#state === "flowing") next = this.#sendFrom(next);
    for (; next !== undefined && this.#state === "congested"; next = next.next) this.#wait(next.message, next.lane);
  }

  #onDrain(): void {
    if (this.#state !== "congested") return;
    this.#state = "flowing";
    this.#endStall();
    const waiting = this.#waiting;
    while (waiting !== undefined && !waiting.isEmpty && this.#state === "flowing") {
      const before = waiting.bytes;
      this.#send(waiting.take(this.#service.limits.maxBatchBytes));
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

  /** Sends one batch. @returns where the next one begins. */
  #sendFrom(first: TurnMessage): TurnMessage | undefined {
    const bytes = first.message.bytesIn(this.#codec);
    if (first.next === undefined) {
      this.#give(bytes);
      return undefined;
    }
    const batch = [bytes];
    let length = bytes.length;
    let next: TurnMessage | undefined = first.next;
    for (; next !== undefined; next = next.next) {
      const more = next.message.bytesIn(this.#codec);
      length += more.length + 1;
      if (length > this.#service.limits.maxBatchBytes) break;
      batch.push(more);
    }
    this.#send(batch);
    return next;
  }

  #send(batch: readonly Uint8Array[]): void {
    this.#give(this.#service.joiner.join(this.#codec, batch));
  }

  #give(frame: Uint8Array): void {
    this.#service.counters.bytesOut += frame.length;
    const isTaken = this.#connection.send(frame, this.#codec.isText ? asText : asBytes);
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
