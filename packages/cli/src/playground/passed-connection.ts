/**
 * A connection that passes everything on to another one: what changes one thing about a connection extends it.
 */
import type { AttachableConnection, ConnectionEvents } from "@longwire/hub";

/** Listens to any event of a connection; the overloads of `on` pair each event with its listener. */
type ListenToAny = (event: keyof ConnectionEvents, listener: (...args: never[]) => void) => unknown;

/** Passes on. */
export class PassedConnection implements AttachableConnection {
  /** The one that does it. */
  protected readonly connection: AttachableConnection;

  constructor(connection: AttachableConnection) {
    this.connection = connection;
  }

  get protocol(): string {
    return this.connection.protocol;
  }

  get bufferedAmount(): number {
    return this.connection.bufferedAmount;
  }

  send(data: string | Uint8Array, options?: { readonly binary?: boolean | undefined }): boolean {
    return this.connection.send(data, options);
  }

  close(code: number, reason: string): void {
    this.connection.close(code, reason);
  }

  terminate(): void {
    this.connection.terminate();
  }

  on(event: "message", listener: (...args: ConnectionEvents["message"]) => void): unknown;
  on(event: "drain", listener: (...args: ConnectionEvents["drain"]) => void): unknown;
  on(event: "close", listener: (...args: ConnectionEvents["close"]) => void): unknown;
  on(event: keyof ConnectionEvents, listener: (...args: never[]) => void): unknown {
    return this.listen(event, listener);
  }

  /** How `on` listens. */
  protected listen(event: keyof ConnectionEvents, listener: (...args: never[]) => void): unknown {
    const { connection } = this;
    return (connection.on.bind(connection) as ListenToAny)(event, listener);
  }
}
