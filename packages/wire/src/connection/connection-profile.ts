/**
 * What the connections of one server have in common: role, limits, memory, and a reader and a writer that they lend each
 * other. An idle connection needs neither, so ten thousand idle ones have one of each. It knows no connection.
 */
import { type ConnectionDialect, defaultDialect } from "../dialect.ts";
import { clientLimits, type Limits, serverLimits } from "../limits.ts";
import type { Allocate, CopyMasked, NextMaskingKey, OutputMemory } from "../ports.ts";
import type { Role } from "../role.ts";
import { UsageError } from "../usage-error.ts";
import type { Outbound } from "./outbound.ts";

/** What may be the same for many connections. */
export interface ConnectionSettings {
  readonly role: Role;
  /** Default: `serverLimits` or `clientLimits`. */
  readonly limits?: Limits;
  /** Needed for a client, which must mask (RFC 6455 §5.3); not used by a server. */
  readonly nextMaskingKey?: NextMaskingKey;
  /** Default: `new Uint8Array(length)`. */
  readonly allocate?: Allocate;
  /** How input is unmasked. Default: by loops that leave the input as it is. */
  readonly copyMasked?: CopyMasked | undefined;
  /** Default: new memory by `allocate` for every block of output. */
  readonly outputMemory?: OutputMemory | undefined;
  /** Answer Pings at once (RFC 6455 §5.5.2). Default true; off, the handler must call `pong`. */
  readonly autoPong?: boolean;
  /** Departures from this project's choices. Default: none. */
  readonly dialect?: Partial<ConnectionDialect>;
}

/** Settings with their defaults filled in. Made once and given to every connection that has them. */
export class ConnectionProfile {
  readonly role: Role;
  readonly limits: Limits;
  readonly allocate: Allocate;
  readonly copyMasked: CopyMasked | undefined;
  readonly outputMemory: OutputMemory;
  readonly autoPong: boolean;
  readonly dialect: ConnectionDialect;
  /** Asked once per frame for its masking key; `undefined` for a server, which does not mask. */
  readonly frameMask: (() => number | undefined) | undefined;
  /** For the connections: what none of them uses just now. Only they know what their reader is. */
  idleReader: unknown;
  idleOutbound: Outbound | undefined;

  /** @throws UsageError `ERR_INVALID_ARGUMENT` for a client without `nextMaskingKey`. */
  constructor(settings: ConnectionSettings) {
    const { role, nextMaskingKey, dialect } = settings;
    if (role === "client" && nextMaskingKey === undefined) {
      throw new UsageError(
        "ERR_INVALID_ARGUMENT",
        "a client connection needs options.nextMaskingKey: it masks every frame",
      );
    }
    this.role = role;
    this.limits = settings.limits ?? (role === "server" ? serverLimits : clientLimits);
    this.allocate = settings.allocate ?? newBytes;
    this.copyMasked = settings.copyMasked;
    this.outputMemory = settings.outputMemory ?? { allocate: this.allocate };
    this.autoPong = settings.autoPong ?? true;
    this.dialect = dialect === undefined ? defaultDialect : { ...defaultDialect, ...dialect };
    this.frameMask = this.dialect.frameMask ?? (role === "client" ? nextMaskingKey : undefined);
  }
}

function newBytes(length: number): Uint8Array {
  return new Uint8Array(length);
}
