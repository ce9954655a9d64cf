/**
 * permessage-deflate on one connection (RFC 7692 §7.2): which messages are compressed, what they may refer to, and one
 * decompression at a time. It knows no DEFLATE: that is the codec's, which all connections share.
 */
import type { MessagePart, MessageTransform, SharedEncoder } from "../extension.ts";
import type { ViolationId } from "../violation.ts";
import type { AgreedDeflate, CreateDeflate } from "./deflate-agreement.ts";
import type { DeflateCodec, Inflater } from "./deflate-codec.ts";
import { DeflateEncoder } from "./deflate-encoder.ts";
import { permessageDeflateName } from "./deflate-parameters.ts";
import { SlidingWindow } from "./sliding-window.ts";

/** Choices that are ours alone: the peer need not know them. */
export interface DeflateChoices {
  /** Messages shorter than this are sent as they are; a message in fragments is judged by its first. */
  readonly thresholdBytes: number;
  /** False: with context takeover every message is compressed, short ones too. Default true. */
  readonly thresholdWithTakeover?: boolean;
}

/** Makes the transforms of all connections that share `codec` and `choices`. */
export function createDeflateTransforms(codec: DeflateCodec, choices: DeflateChoices): CreateDeflate {
  const encoders = new Map<number, DeflateEncoder>();
  const encoderFor = ({ own }: AgreedDeflate): DeflateEncoder => {
    const isJudged = own.noContextTakeover || (choices.thresholdWithTakeover ?? true);
    if (!isJudged) return new DeflateEncoder(codec.deflater(own.windowBits), 0);
    let encoder = encoders.get(own.windowBits);
    if (encoder === undefined) {
      encoder = new DeflateEncoder(codec.deflater(own.windowBits), choices.thresholdBytes);
      encoders.set(own.windowBits, encoder);
    }
    return encoder;
  };
  return (agreed) => new DeflateTransform(codec.inflater, encoderFor(agreed), agreed);
}

type Done = (result: Uint8Array | ViolationId) => void;

interface Job {
  readonly payload: Uint8Array;
  readonly limitBytes: number;
  readonly done: Done;
}

const NOTHING = new Uint8Array(0);

/** The transform of one connection. */
class DeflateTransform implements MessageTransform {
  readonly name: string = permessageDeflateName;
  readonly #inflater: Inflater;
  readonly #encoder: DeflateEncoder;
  readonly #sent: SlidingWindow | undefined;
  readonly #received: SlidingWindow | undefined;
  /** The message in fragments that is being sent is compressed. */
  #isCompressing = false;
  /** Messages that wait for the one that is being decompressed; `undefined` while none is. */
  #waiting: Job[] | undefined;
  /** Raised when results are not wanted any more: what comes of an older one is dropped. */
  #generation = 0;
  /** Gives up the decompression that goes on. */
  #cancel: (() => void) | undefined;

  constructor(inflater: Inflater, encoder: DeflateEncoder, { own, peer }: AgreedDeflate) {
    this.#inflater = inflater;
    this.#encoder = encoder;
    this.#sent = own.noContextTakeover ? undefined : new SlidingWindow(own.windowBits);
    this.#received = peer.noContextTakeover ? undefined : new SlidingWindow(peer.windowBits);
  }

  get sharedEncoder(): SharedEncoder | undefined {
    return this.#sent === undefined ? this.#encoder : undefined;
  }

  encode(
    payload: Uint8Array,
    part: MessagePart,
    done: (encoded: Uint8Array) => void,
  ): Uint8Array | undefined | "later" {
    if (part.isFirst) this.#isCompressing = part.compress && this.#encoder.wants(payload);
    // RFC 7692 §6.1: what is sent as it is does not touch the window.
    return this.#isCompressing ? this.#encoder.encodePart(payload, part, this.#sent, done) : undefined;
  }

  decode(payload: Uint8Array, limitBytes: number, done: Done): void {
    const job = { payload, limitBytes, done };
    if (this.#waiting === undefined) this.#run([job]);
    else this.#waiting.push(job);
  }

  dropDecodes(): void {
    this.#generation += 1;
    this.#waiting = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  dispose(): void {
    this.dropDecodes();
  }

  /** Decompresses `jobs` and what comes meanwhile, one after the other: each may refer to the one before it. */
  #run(jobs: Job[]): void {
    const generation = this.#generation;
    this.#waiting = jobs;
    let isAtOnce = true;
    while (isAtOnce && this.#generation === generation) {
      const job = jobs.shift();
      if (job === undefined) {
        this.#waiting = undefined;
        return;
      }
      isAtOnce = false;
      let isLate = false;
      this.#inflate(job, (result) => {
        if (this.#generation !== generation) return;
        if (typeof result !== "string") this.#received?.push(result);
        isAtOnce = !isLate;
        job.done(result);
        if (isLate && this.#generation === generation) this.#run(jobs);
      });
      isLate = !isAtOnce;
    }
  }

  #inflate({ payload, limitBytes }: Job, done: Done): void {
    // No block at all; zlib would wait for one.
    if (payload.length === 0) done(NOTHING);
    else this.#cancel = this.#inflater.inflate(payload, this.#received?.bytes, limitBytes, done);
  }
}
