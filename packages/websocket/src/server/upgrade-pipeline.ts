/**
 * What happens between a request head and an open socket, in order: room, handshake rules, path, origin, authentication,
 * subprotocol, 101. Every way out but the last is a refusal with a status and a reason. It knows no listener: heads come
 * from `own-port.ts`, `attached.ts` or `handleUpgrade`.
 */
import {
  type UpgradeRequest as CheckedRequest,
  type ConnectionHandler,
  type ConnectionProfile,
  checkUpgradeRequest,
  formatExtensions,
  isOriginAllowed,
  type Limits,
  type RefusalAnswer,
  type RefusalId,
  type RequestHead,
  refusals,
  type ServerExtension,
  selectSubprotocol,
  type UpgradeCheck,
} from "@longwire/wire";
import { serverExtensions } from "../deflate/deflate-options.ts";
import { type Runtime, sha1 } from "../runtime/runtime.ts";
import { AcceptedSocket, type ConnectedSocket, type SocketRegistry } from "../socket/accepted-socket.ts";
import { pingJitter, serverProfile } from "../socket/connection-options.ts";
import { WebSocket } from "../socket/web-socket.ts";
import { ClientAddresses } from "./client-address.ts";
import type { PendingUpgrade } from "./pending-upgrade.ts";
import { UpgradeRefusal } from "./refuse.ts";
import type { ServerOptions } from "./server-options.ts";
import { UpgradeRequest } from "./upgrade-request.ts";

/** What becomes of a handshake. */
export interface PipelineEvents<Context> {
  /** Asked before the 101: there may be no room left after a long authentication. */
  hasRoom(): boolean;
  onAccepted(socket: WebSocket, request: UpgradeRequest<Context>): void;
  /** `request` where the head kept the rules; `error` where the application threw. */
  onRefused(refusal: RefusalAnswer, request: UpgradeRequest<Context> | undefined, error: unknown): void;
}

/** The rules of one server. */
export class UpgradePipeline<Context> {
  readonly #options: ServerOptions<Context>;
  readonly #limits: Limits;
  readonly #runtime: Runtime;
  readonly #registry: SocketRegistry;
  readonly #tcpProfile: ConnectionProfile;
  readonly #plainProfile: ConnectionProfile;
  /** Says who the client of a request is. */
  readonly addresses: ClientAddresses;
  readonly #extensions: readonly ServerExtension[];

  /**
   * @param registry forgets a socket that has closed.
   * @throws UsageError for options of permessage-deflate that cannot be.
   */
  constructor(options: ServerOptions<Context>, limits: Limits, runtime: Runtime, registry: SocketRegistry) {
    const { autoPong = true } = options;
    this.addresses = new ClientAddresses(options);
    this.#options = options;
    this.#limits = limits;
    this.#runtime = runtime;
    this.#registry = registry;
    this.#extensions = serverExtensions(options.perMessageDeflate);
    this.#tcpProfile = serverProfile(runtime, limits, { autoPong, returnsMemory: true });
    this.#plainProfile = serverProfile(runtime, limits, { autoPong, returnsMemory: false });
  }

  /** Runs a handshake whose head is complete. */
  run(head: RequestHead, pending: PendingUpgrade, events: PipelineEvents<Context>): void {
    this.runChecked(checkUpgradeRequest(head, this.#limits), pending, events);
  }

  /** Runs a handshake whose head was checked already. */
  runChecked(check: UpgradeCheck, pending: PendingUpgrade, events: PipelineEvents<Context>): void {
    if (check.type === "refused") {
      refuse(pending, check.refusal, undefined, undefined, events);
      return;
    }
    const request = new UpgradeRequest<Context>(check.request, pending, this.addresses);
    const fault = this.#findFault(check.request, request.isSecure);
    if (fault === undefined) this.#authenticate(request, pending, events);
    else refuse(pending, refusals[fault], request, undefined, events);
  }

  #findFault(request: CheckedRequest, isSecure: boolean): RefusalId | undefined {
    const { path, origin = "same-origin" } = this.#options;
    if (path !== undefined && request.path !== path) return "path-not-found";
    // RFC 6455 §10.2: a browser lets any page connect; the Origin header tells which page it was.
    if (!isOriginAllowed(origin, request.origin, request.host, isSecure)) return "origin-refused";
    return undefined;
  }

  #authenticate(request: UpgradeRequest<Context>, pending: PendingUpgrade, events: PipelineEvents<Context>): void {
    const { authenticate } = this.#options;
    if (authenticate === undefined) {
      this.#accept(request, pending, events);
      return;
    }
    const decide = (verdict: Context | UpgradeRefusal): void => {
      // The peer may have gone, or the time may be over, while the application was thinking.
      if (!pending.isOpen) return;
      if (verdict instanceof UpgradeRefusal) {
        refuse(pending, verdict, request, undefined, events);
        return;
      }
      request.context = verdict;
      this.#accept(request, pending, events);
    };
    const fail = (error: unknown): void => refuse(pending, refusals["internal-error"], request, error, events);
    try {
      // Within `authenticate` there is no context yet; the type says so.
      const verdict = authenticate(request as UpgradeRequest<undefined>, { signal: pending.signal });
      // Any thenable is waited for: taken for a context, it would let everybody in.
      if (isThenable(verdict)) Promise.resolve(verdict).then(decide).catch(fail);
      else decide(verdict);
    } catch (error) {
      fail(error);
    }
  }

  #accept(request: UpgradeRequest<Context>, pending: PendingUpgrade, events: PipelineEvents<Context>): void {
    const { stream } = pending;
    if (!events.hasRoom()) {
      refuse(pending, refusals.overloaded, request, undefined, events);
      return;
    }
    let socket: WebSocket;
    try {
      const connect = this.#prepare(request, pending);
      if (!stream.isWritable) {
        pending.destroy();
        return;
      }
      socket = new WebSocket(
        new AcceptedSocket({
          stream,
          takeOver: () => pending.handOver(),
          url: request.url,
          limits: this.#limits,
          runtime: this.#runtime,
          registry: this.#registry,
          connect,
        }),
      );
    } catch (error) {
      refuse(pending, refusals["internal-error"], request, error, events);
      return;
    }
    events.onAccepted(socket, request);
  }

  /** Asks the application for what it has a say in, so that nothing it does wrong can happen after the 101. */
  #prepare(
    request: UpgradeRequest<Context>,
    { stream, answers }: PendingUpgrade,
  ): (handler: ConnectionHandler) => ConnectedSocket {
    const { subprotocols = [], responseHeaders } = this.#options;
    const offered = request.subprotocols;
    const subprotocol =
      typeof subprotocols === "function" ? subprotocols(offered, request) : selectSubprotocol(offered, subprotocols);
    const headers = responseHeaders?.(request) ?? [];
    const profile = stream.returnsMemory ? this.#tcpProfile : this.#plainProfile;
    const runtime = this.#runtime;
    const extensions = this.#extensions;
    return (handler) => {
      const connection = { profile, handler, now: runtime.clock.now(), pingJitter: pingJitter(runtime) };
      const accepted = answers.accept(request.checked, { sha1, subprotocol, headers, extensions, connection });
      answers.sendAccepted(stream, accepted.response);
      return { ...accepted, extensions: formatExtensions(accepted.extensions) };
    };
  }
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function refuse<Context>(
  pending: PendingUpgrade,
  refusal: RefusalAnswer,
  request: UpgradeRequest<Context> | undefined,
  error: unknown,
  events: PipelineEvents<Context>,
): void {
  if (!pending.isOpen) return;
  pending.refuse(refusal);
  events.onRefused(refusal, request, error);
}
