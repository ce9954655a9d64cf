/**
 * Node's TCP handle, the object below `net.Socket`, as far as `tcp-stream.ts` uses it; and whether this Node has it.
 * It is not public: everything about it is checked before it is used, and without it the plain path serves.
 */
import type { Server } from "node:net";

/** A request of a handle; `oncomplete` is called when it was not done at once. */
export interface HandleRequest {
  oncomplete: ((this: HandleRequest, status: number) => void) | undefined;
  /** Keeps what is written alive until it is. */
  buffers?: readonly Uint8Array[] | undefined;
}

/** Filled in by Node with the addresses of one end. */
export interface AddressRecord {
  address?: string;
  port?: number;
}

/** A connected TCP handle. Functions return 0 or a negative error number. */
export interface TcpHandle {
  /** Node aborts when it is set to anything but a function. */
  onread: (this: TcpHandle) => void;
  readonly writeQueueSize: number;
  useUserBuffer(buffer: Uint8Array): void;
  readStart(): number;
  readStop(): number;
  writeBuffer(request: HandleRequest, bytes: Uint8Array): number;
  writev(request: HandleRequest, parts: readonly Uint8Array[], allAreBuffers: true): number;
  shutdown(request: HandleRequest): number;
  close(onClosed?: () => void): void;
  setNoDelay(on: boolean): number;
  getpeername(into: AddressRecord): number;
  getsockname(into: AddressRecord): number;
}

/** The listening handle of a `net.Server`. */
export interface ListeningHandle {
  onconnection: ((status: number, handle: TcpHandle | undefined) => void) | undefined;
}

/** What Node's stream binding offers. */
export interface StreamBinding {
  readonly WriteWrap: new () => HandleRequest;
  readonly ShutdownWrap: new () => HandleRequest;
  /** Results of the last call into a handle, by the indices below. */
  readonly streamBaseState: ArrayLike<number>;
  readonly kReadBytesOrError: number;
  readonly kLastWriteWasAsync: number;
}

const handleMethods = [
  "useUserBuffer",
  "readStart",
  "readStop",
  "writeBuffer",
  "writev",
  "shutdown",
  "close",
  "setNoDelay",
  "getpeername",
  "getsockname",
] as const;

/** Node's stream binding, or `undefined` where it is missing or looks different. */
export function findStreamBinding(): StreamBinding | undefined {
  const { binding } = process as { binding?: unknown };
  if (typeof binding !== "function" || "bun" in process.versions) return undefined;
  let found: Partial<StreamBinding>;
  try {
    found = binding.call(process, "stream_wrap");
  } catch {
    // Node says so by throwing where it no longer hands out the binding; the plain path serves.
    return undefined;
  }
  const { WriteWrap, ShutdownWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync } = found;
  if (typeof WriteWrap !== "function" || typeof ShutdownWrap !== "function") return undefined;
  if (typeof kReadBytesOrError !== "number" || typeof kLastWriteWasAsync !== "number") return undefined;
  if (streamBaseState === undefined || streamBaseState.length <= Math.max(kReadBytesOrError, kLastWriteWasAsync)) {
    return undefined;
  }
  return { WriteWrap, ShutdownWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync };
}

/** The handle of a listening server, or `undefined` where it cannot be used in our way. */
export function findListeningHandle(server: Server): ListeningHandle | undefined {
  const handle = (server as { _handle?: unknown })._handle;
  if (typeof handle !== "object" || handle === null || !("onconnection" in handle)) return undefined;
  if (typeof handle.onconnection !== "function") return undefined;
  // A listening handle is of the same class as a connected one.
  const isUsable = handleMethods.every((name) => name in handle) && "writeQueueSize" in handle && "onread" in handle;
  return isUsable ? (handle as ListeningHandle) : undefined;
}
