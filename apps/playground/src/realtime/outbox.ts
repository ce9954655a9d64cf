/**
 * Sends own messages one after the other, so that they stand in the log as they were written, and each again under its id
 * until the server has answered. It knows the call and when to try; what is shown of it is the timeline's.
 */

import type { Said, SayCall } from "@longwire/cli/playground";
import type { Clock } from "./clock.ts";
import { CallError } from "./line.ts";
import type { Timeline } from "./timeline.ts";

/** What an outbox needs. */
export interface OutboxPorts {
  readonly room: string;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly say: (call: SayCall) => Promise<unknown>;
  /** A message has another state. */
  readonly onChange: () => void;
}

/** Between two attempts at a server that is there and cannot do it now, ms. */
export const retryAfterMs = 1_000;

/** The messages of a timeline that wait. */
export class Outbox {
  readonly #ports: OutboxPorts;
  #state: "closed" | "idle" | "sending" = "closed";
  /** Counts the attempts: an answer to an earlier one says nothing about when to go on. */
  #attempt = 0;
  #cancelRetry: () => void = () => undefined;

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  /** The server can be reached: sends what waits. */
  open(): void {
    if (this.#state === "closed") this.#state = "idle";
    this.wake();
  }

  /** The server cannot be reached. What is under way may or may not have arrived: it is sent again. */
  close(): void {
    this.#state = "closed";
    this.#cancelRetry();
  }

  /** There is something more to send. */
  wake(): void {
    const [next] = this.#ports.timeline.unsent;
    if (this.#state !== "idle" || next === undefined) return;
    this.#state = "sending";
    this.#attempt += 1;
    const attempt = this.#attempt;
    const { id, name, text, at } = next;
    this.#ports.say({ room: this.#ports.room, id, name, text, at }).then(
      (answer) => {
        const { epoch, offset } = answer as Said;
        this.#ports.timeline.confirm(id, { epoch, offset });
        this.#goOn(attempt);
      },
      (error: unknown) => this.#failed(attempt, id, error),
    );
  }

  #failed(attempt: number, id: string, error: unknown): void {
    if (!(error instanceof CallError && error.isTemporary)) {
      this.#ports.timeline.fail(id);
      this.#goOn(attempt);
    } else if (this.#state === "sending" && attempt === this.#attempt) {
      this.#cancelRetry = this.#ports.clock.after(retryAfterMs, () => this.#goOn(attempt));
    }
  }

  #goOn(attempt: number): void {
    if (this.#state === "sending" && attempt === this.#attempt) this.#state = "idle";
    this.#ports.onChange();
    this.wake();
  }
}
