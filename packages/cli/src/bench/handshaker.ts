/**
 * One opening handshake at a time, as often as asked: connect, ask, be accepted, reset. Two ways to do the same:
 * `net` and `tls` for everyone, and the runtime's own TCP handle, which leaves a quarter more of the core to the system calls.
 */
import { LoadConnection } from "./load-connection.ts";
import { acceptedHeadLength, type LoadTarget } from "./load-target.ts";
import { type TcpBinding, tcpBindingFor } from "./tcp-binding.ts";

/** How a handshake ends; one of the two is called, once. */
export interface HandshakeEvents {
  onDone(): void;
  onFailed(error: Error): void;
}

/** Begins a handshake. */
export type Handshaker = (events: HandshakeEvents) => void;

/** A response head is short; everything else is thrown away. */
const READ_BYTES = 64 * 1024;

/** Through `node:net` or `node:tls`. */
export function publicHandshaker(target: LoadTarget): Handshaker {
  const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);
  return ({ onDone, onFailed }) => {
    const connection = new LoadConnection({
      target,
      index: 0,
      readBuffer,
      expectedBytes: -1,
      events: {
        onOpen: () => {
          connection.end();
          onDone();
        },
        onMessages: () => undefined,
        onFailed,
      },
    });
  };
}

/** On the runtime's TCP handle. */
export function handleHandshaker(target: LoadTarget, binding: TcpBinding): Handshaker {
  const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const ignore = (): void => undefined;
  return ({ onDone, onFailed }) => {
    const handle = binding.createHandle();
    let head = "";
    const fail = (error: Error): void => {
      handle.reset(ignore);
      onFailed(error);
    };
    handle.onread = () => {
      const length = binding.lastRead();
      if (length < 0) return fail(new Error("the server closed the connection"));
      head += readBuffer.toString("latin1", 0, length);
      try {
        if (acceptedHeadLength(head) === 0) return;
      } catch (error) {
        return fail(error instanceof Error ? error : new Error(String(error)));
      }
      handle.onread = ignore;
      handle.reset(ignore);
      onDone();
    };
    handle.useUserBuffer(readBuffer);
    handle.setNoDelay(true);
    const connect = binding.createConnect();
    connect.oncomplete = (status) => {
      const write = binding.createWrite();
      write.oncomplete = ignore;
      const failed = status || handle.writeLatin1String(write, target.requestHead) || handle.readStart();
      if (failed !== 0) fail(new Error(`cannot connect (error ${failed})`));
    };
    const refused = handle.connect(connect, target.address, target.port);
    if (refused !== 0) fail(new Error(`cannot connect (error ${refused})`));
  };
}

/** The quicker way where it is there. */
export function createHandshaker(target: LoadTarget): Handshaker {
  const binding = target.tls === undefined ? tcpBindingFor(target.address) : undefined;
  return binding === undefined ? publicHandshaker(target) : handleHandshaker(target, binding);
}
