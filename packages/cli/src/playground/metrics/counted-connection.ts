/**
 * A connection that counts what passes through it. It changes nothing.
 */
import type { AttachableConnection, ConnectionEvents } from "@longwire/hub";
import { PassedConnection } from "../passed-connection.ts";
import type { Traffic } from "./traffic.ts";

/** Counts a connection, from its opening to its end. */
export class CountedConnection extends PassedConnection {
  readonly #traffic: Traffic;

  constructor(connection: AttachableConnection, traffic: Traffic) {
    super(connection);
    this.#traffic = traffic;
    traffic.connections += 1;
    connection.on("close", () => {
      traffic.connections -= 1;
    });
  }

  override send(data: string | Uint8Array, options?: { readonly binary?: boolean | undefined }): boolean {
    this.#traffic.messagesOut += 1;
    return super.send(data, options);
  }

  protected override listen(event: keyof ConnectionEvents, listener: (...args: never[]) => void): unknown {
    if (event !== "message") return super.listen(event, listener);
    const onMessage = listener as (...args: ConnectionEvents["message"]) => void;
    return super.listen("message", (...args: ConnectionEvents["message"]) => {
      this.#traffic.messagesIn += 1;
      onMessage(...args);
    });
  }
}
