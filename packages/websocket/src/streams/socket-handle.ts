/**
 * The handle below a `net.Socket` or `tls.TLSSocket` that is open already, as far as `handle-stream.ts` uses it, and whether
 * this socket has one in the form that we know. It is not public: everything about it is checked before it is used.
 */
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { HandleRequest } from "./tcp-handle.ts";

/** A handle of TCP, of a pipe or of TLS. Functions return 0 or a negative error number. */
export interface SocketHandle {
  /** Node aborts when it is set to anything but a function. */
  onread: (this: SocketHandle) => void;
  /** What `net.Socket` remembers of `readStart` and `readStop`. */
  reading: boolean;
  useUserBuffer(buffer: Uint8Array): void;
  readStart(): number;
  readStop(): number;
  writeBuffer(request: HandleRequest, bytes: Uint8Array): number;
  writev(request: HandleRequest, parts: readonly Uint8Array[], allAreBuffers: true): number;
}

const handleMethods = ["useUserBuffer", "readStart", "readStop", "writeBuffer", "writev"] as const;

/**
 * The socket behind `stream`, with its handle, or `undefined` where the plain path has to serve: it is another kind of
 * stream, somebody else listens to its data, something is still being written to it, or its handle looks different.
 */
export function findSocketHandle(stream: Duplex): { socket: Socket; handle: SocketHandle } | undefined {
  if (!(stream instanceof Socket) || stream.connecting || stream.destroyed || !stream.writable) return undefined;
  if (stream.listenerCount("data") + stream.listenerCount("readable") > 0) return undefined;
  // A TLS handle takes one write at a time, and ends the process for a second.
  if (stream.writableLength > 0 || stream.writableCorked > 0) return undefined;
  const { _handle: handle } = stream as { _handle?: unknown };
  return isSocketHandle(handle) ? { socket: stream, handle } : undefined;
}

function isSocketHandle(handle: unknown): handle is SocketHandle {
  if (typeof handle !== "object" || handle === null) return false;
  const found = handle as Partial<Record<keyof SocketHandle, unknown>>;
  return typeof found.onread === "function" && handleMethods.every((name) => typeof found[name] === "function");
}
