/**
 * Node's own TCP handle, where it is there and looks as expected: what `net.Socket` is built on, without its cost.
 * It is no public API, so everything that is used is checked first, and whoever uses it has another way.
 */
import { isIPv4 } from "node:net";

/** A TCP connection as the runtime has it. Methods return 0 or a negative error number. */
export interface TcpHandle {
  /** Called after each read, with the handle as `this`; `TcpBinding.lastRead` tells what came. */
  onread: (this: TcpHandle) => void;
  useUserBuffer(buffer: Uint8Array): void;
  setNoDelay(isOn: boolean): number;
  bind(address: string, port: number, flags: number): number;
  connect(request: ConnectRequest, address: string, port: number): number;
  readStart(): number;
  writeBuffer(request: WriteRequest, bytes: Uint8Array): number;
  writeLatin1String(request: WriteRequest, text: string): number;
  /** Closes with RST. */
  reset(onClosed: () => void): number;
}

/** A connection under way. */
export interface ConnectRequest {
  oncomplete: (status: number) => void;
}

/** A write under way; `oncomplete` is called when it was not done at once. */
export interface WriteRequest {
  oncomplete?: (status: number) => void;
  /** What is being written. */
  bytes?: Uint8Array | undefined;
}

/** What is used of the runtime. */
export interface TcpBinding {
  createHandle(): TcpHandle;
  createConnect(): ConnectRequest;
  createWrite(): WriteRequest;
  /** Bytes of the read that is being reported, or a negative error number. */
  lastRead(): number;
  /** Whether the last write was not done when it returned. */
  isWriteUnderWay(): boolean;
}

type Constructor = new (...args: readonly number[]) => object;

const HANDLE_METHODS = [
  ...["useUserBuffer", "setNoDelay", "bind", "connect"],
  ...["readStart", "writeBuffer", "writeLatin1String", "reset"],
];

function isConstructor(value: unknown): value is Constructor {
  return typeof value === "function" && typeof value.prototype === "object";
}

function isHandle(value: object): value is TcpHandle {
  return HANDLE_METHODS.every((name) => typeof Reflect.get(value, name) === "function");
}

function load(name: string): object {
  const binding: unknown = Reflect.get(process, "binding");
  const found: unknown = typeof binding === "function" ? Reflect.apply(binding, process, [name]) : undefined;
  return typeof found === "object" && found !== null ? found : {};
}

function findBinding(): TcpBinding | undefined {
  const tcp = load("tcp_wrap");
  const stream = load("stream_wrap");
  const [Tcp, Connect] = [Reflect.get(tcp, "TCP"), Reflect.get(tcp, "TCPConnectWrap")] as readonly unknown[];
  const Write: unknown = Reflect.get(stream, "WriteWrap");
  const kind: unknown = Object(Reflect.get(tcp, "constants")).SOCKET;
  const state: unknown = Reflect.get(stream, "streamBaseState");
  const readAt: unknown = Reflect.get(stream, "kReadBytesOrError");
  const asyncAt: unknown = Reflect.get(stream, "kLastWriteWasAsync");
  if (!isConstructor(Tcp) || !isConstructor(Connect) || !isConstructor(Write)) return undefined;
  if (typeof kind !== "number" || typeof readAt !== "number" || typeof asyncAt !== "number") return undefined;
  if (!(state instanceof Int32Array) || !isHandle(Tcp.prototype)) return undefined;
  return {
    createHandle: () => new Tcp(kind) as TcpHandle, // its prototype was checked
    createConnect: () => new Connect() as ConnectRequest, // a plain carrier of `oncomplete`
    createWrite: () => new Write() as WriteRequest,
    lastRead: () => state[readAt] ?? -1,
    isWriteUnderWay: () => state[asyncAt] !== 0,
  };
}

/** The handle for connections to `address`, or `undefined` where it cannot be used. */
export function tcpBindingFor(address: string): TcpBinding | undefined {
  if (!isIPv4(address)) return undefined;
  try {
    return findBinding();
  } catch {
    return undefined; // such as by Node's permission model
  }
}
