/**
 * `PerMessageDeflate`: the extension by itself, as `ws` exports it. Sockets do not use it; they have the same negotiation
 * and the same codec through their connection.
 */
import type { ExtensionElement, MessageTransform } from "@longwire/wire";
import { type ExtensionParameters, toParameters } from "./extension.ts";
import { type PerMessageDeflateOptions, wsClientExtension, wsServerExtension } from "./per-message-deflate-options.ts";
import { protocolError } from "./protocol-error.ts";

/** What was agreed on: `true` for a bare parameter, numbers for windows. */
export type AgreedParameters = Record<string, number | true>;

type Callback = (error: Error | null, data?: Buffer) => void;

const NAME = "permessage-deflate";
const NO_LIMIT = Number.POSITIVE_INFINITY;

/** One side of one agreement. */
export class PerMessageDeflate {
  /** What was agreed on; `null` before `accept`. */
  params: AgreedParameters | null = null;
  readonly #options: PerMessageDeflateOptions & { readonly isServer?: boolean; readonly maxPayload?: number };
  #transform: MessageTransform | undefined;
  /** Fragments of the message that is being decompressed. */
  #fragments: Buffer[] = [];
  #isInMessage = false;

  constructor(options: PerMessageDeflateOptions & { readonly isServer?: boolean; readonly maxPayload?: number } = {}) {
    this.#options = options;
  }

  static get extensionName(): string {
    return NAME;
  }

  /** A client's offer. */
  offer(): AgreedParameters {
    const [offer] = wsClientExtension(this.#options).offers();
    return agreedParameters(offer as ExtensionElement); // there is one
  }

  /** Looks at offers, or at an answer, in the form of `extension.parse`. @throws Error when none is acceptable. */
  accept(configurations: readonly ExtensionParameters[]): AgreedParameters {
    const elements = configurations.map((each) => ({ name: NAME, parameters: toParameters(each) }));
    this.params = this.#options.isServer ? this.#acceptOffer(elements) : this.#acceptAnswer(elements);
    return this.params;
  }

  /** Compresses a message, or a fragment of one. @param callback called once, later. */
  compress(data: Uint8Array | string, fin: boolean, callback: Callback): void {
    const payload = typeof data === "string" ? Buffer.from(data) : data;
    const part = { isFirst: !this.#isInMessage, isLast: fin, compress: true };
    this.#isInMessage = !fin;
    const done = (encoded: Uint8Array): void => callback(null, Buffer.from(encoded));
    const encoded = this.#agreed().encode(payload, part, done);
    if (encoded === "later") return;
    const result = Buffer.from(encoded ?? payload);
    process.nextTick(() => callback(null, result));
  }

  /**
   * Decompresses a message; fragments are kept until the last, and come to nothing before it.
   * @param callback called once, later.
   */
  decompress(data: Uint8Array, fin: boolean, callback: Callback): void {
    this.#fragments.push(Buffer.from(data));
    if (!fin) {
      process.nextTick(() => callback(null, Buffer.alloc(0)));
      return;
    }
    const payload = Buffer.concat(this.#fragments);
    this.#fragments = [];
    const { maxPayload = 0 } = this.#options;
    this.#agreed().decode(payload, maxPayload > 0 ? maxPayload : NO_LIMIT, (result) => {
      process.nextTick(() => {
        if (typeof result === "string") callback(protocolError(result, undefined));
        else callback(null, Buffer.from(result.buffer, result.byteOffset, result.byteLength));
      });
    });
  }

  /** Releases what it holds; what is being decompressed is dropped. */
  cleanup(): void {
    this.#transform?.dispose();
  }

  #agreed(): MessageTransform {
    if (this.#transform === undefined) throw new Error("accept() must be called first");
    return this.#transform;
  }

  #acceptOffer(offers: readonly ExtensionElement[]): AgreedParameters {
    const extension = wsServerExtension({ ...this.#options, threshold: 0 });
    for (const offer of offers) {
      const answer = extension.accept(offer);
      if (answer === undefined) continue;
      this.#transform = answer.create();
      return agreedParameters({ name: NAME, parameters: answer.parameters });
    }
    throw new Error("None of the extension offers can be accepted");
  }

  #acceptAnswer([answer]: readonly ExtensionElement[]): AgreedParameters {
    const create = answer && wsClientExtension({ ...this.#options, threshold: 0 }).confirm(answer);
    if (create === undefined) throw new Error("Unexpected or invalid parameter");
    this.#transform = create();
    return agreedParameters(answer as ExtensionElement); // it was confirmed
  }
}

function agreedParameters({ parameters }: ExtensionElement): AgreedParameters {
  const agreed: AgreedParameters = Object.create(null);
  for (const { name, value } of parameters) agreed[name] = value === undefined ? true : Number(value);
  return agreed;
}
