/**
 * A socket as a Node stream: messages in and out as chunks, with backpressure both ways. What the main entry and the `ws`
 * entry have in common; it knows the names that both classes share, and not when a socket counts as ended.
 */
import type { EventEmitter } from "node:events";
import { Duplex, type DuplexOptions } from "node:stream";

/** Called once, with an error or without. */
export type Done = (error?: Error | null) => void;

/** What the stream needs of a socket. */
export interface StreamedSocket extends Pick<EventEmitter, "on" | "once"> {
  readonly readyState: number;
  readonly CONNECTING: number;
  readonly CLOSED: number;
  readonly isPaused: boolean;
  pause(): void;
  resume(): void;
  terminate(): void;
  send(data: Uint8Array, callback: Done): unknown;
}

/** What one stream remembers. */
interface Memory {
  /** False once the socket is closing by itself, so that it can still tell its peer why. */
  terminates: boolean;
}

/**
 * Wraps `socket`. Destroying the stream terminates the socket; an error of the socket destroys the stream; the end of the
 * socket ends the stream.
 * @param options of the `Duplex`; with `readableObjectMode`, text arrives as strings.
 * @param end closes an open socket because the stream was ended, and says when that is done.
 */
export function createSocketStream(socket: StreamedSocket, options: DuplexOptions, end: (done: Done) => void): Duplex {
  const memory: Memory = { terminates: true };
  const stream = new Duplex({
    ...options,
    autoDestroy: false,
    emitClose: false,
    objectMode: false,
    writableObjectMode: false,
    read: () => {
      if (socket.isPaused) socket.resume();
    },
    write: (chunk: Uint8Array, _encoding, done) => whenOpen(socket, () => socket.send(chunk, done)),
    final: (done) => whenOpen(socket, () => end(done)),
    destroy: (error, done) => destroy(socket, stream, memory, error, done),
  });
  listen(socket, stream, memory);
  return stream;
}

/** A socket that never opens has an error, which destroys the stream. */
function whenOpen(socket: StreamedSocket, act: () => void): void {
  if (socket.readyState === socket.CONNECTING) socket.once("open", act);
  else act();
}

function listen(socket: StreamedSocket, stream: Duplex, memory: Memory): void {
  socket.on("message", (data: string | Buffer | ArrayBuffer, isBinary: boolean) => {
    if (!stream.push(toChunk(data, !isBinary && stream.readableObjectMode))) socket.pause();
  });
  socket.once("error", (error: Error) => {
    if (stream.destroyed) return;
    memory.terminates = false;
    stream.destroy(error);
  });
  socket.once("close", () => {
    if (!stream.destroyed) stream.push(null);
  });
  const settle = (): void => {
    if (!stream.destroyed && stream.readableEnded && stream.writableFinished) stream.destroy();
  };
  stream.on("end", settle).on("finish", settle);
  const onError = (error: Error): void => {
    stream.off("error", onError);
    stream.destroy();
    // Ours must not be the listener that makes an error go unheard.
    if (stream.listenerCount("error") === 0) stream.emit("error", error);
  };
  stream.on("error", onError);
}

function toChunk(data: string | Buffer | ArrayBuffer, asString: boolean): string | Buffer {
  if (data instanceof ArrayBuffer) return Buffer.from(data);
  return asString ? data.toString() : data;
}

function destroy(socket: StreamedSocket, stream: Duplex, memory: Memory, error: Error | null, done: Done): void {
  const emitClose = (): void => process.nextTick(() => stream.emit("close"));
  if (socket.readyState === socket.CLOSED) {
    done(error);
    emitClose();
    return;
  }
  let isDone = false;
  socket.once("error", (failure: Error) => {
    isDone = true;
    done(failure);
  });
  socket.once("close", () => {
    if (!isDone) done(error);
    emitClose();
  });
  if (memory.terminates) socket.terminate();
}
