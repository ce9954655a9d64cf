/**
 * A line for tests that is moved by hand: it keeps what was asked and told, and answers when it is told to.
 */

import {
  CallError,
  type ChannelListener,
  type ConnectionState,
  type Line,
  type Membership,
  type Publication,
} from "./line.ts";

interface Asked {
  readonly method: string;
  readonly data: object;
  readonly answer: (value: unknown) => void;
  readonly refuse: (isTemporary: boolean) => void;
}

interface History {
  readonly publications: readonly Publication[];
  readonly epoch: string;
}

/** One line with one channel. */
export class FakeLine implements Line {
  state: ConnectionState = { type: "connected", code: 0, reason: "", wasConnected: true, isCut: false };
  you: string | undefined = "me";
  listener: ChannelListener = {};
  /** Calls that wait, oldest first. */
  readonly asked: Asked[] = [];
  /** All that was told. */
  readonly told: object[] = [];
  /** What the log answers. */
  history: History | "refused" = { publications: [], epoch: "a" };
  isLeft = false;

  readonly now = (): number => 5_000;
  readonly onState = (): (() => void) => () => undefined;

  enter(_channel: string, listener: ChannelListener): Membership {
    this.listener = listener;
    const history = async (): Promise<History> => {
      if (this.history === "refused") throw new CallError("no", { isTemporary: true });
      return this.history;
    };
    const leave = (): void => {
      this.isLeft = true;
    };
    return { history, leave };
  }

  call(method: string, data: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const refuse = (isTemporary: boolean): void => reject(new CallError("no", { isTemporary }));
      this.asked.push({ method, data, answer: resolve, refuse });
    });
  }

  send(data: object): void {
    this.told.push(data);
  }

  /** The oldest waiting call of a method, which waits no longer. */
  take(method: string): Asked {
    const at = this.asked.findIndex((call) => call.method === method);
    const [call] = at < 0 ? [] : this.asked.splice(at, 1);
    if (call === undefined) throw new Error(`nobody asked for ${method}`);
    return call;
  }
}

/** Lets answers arrive. */
export async function arrivals(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}
