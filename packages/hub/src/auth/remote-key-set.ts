/**
 * A JSON Web Key Set (RFC 7517) that is fetched, kept and fetched anew when keys are rotated. How often it is fetched does
 * not depend on what clients send. It verifies nothing.
 */
import { createPublicKey, type KeyObject } from "node:crypto";
import type { Clock } from "../ports/clock.ts";
import { algorithmsOf, type VerificationKey } from "./token-keys.ts";

/** Fetches a document; `globalThis.fetch` is one. */
export type FetchDocument = (url: string, init: RequestInit) => Promise<Response>;

/** Where a key set is and how it is kept. */
export interface RemoteKeySetOptions {
  /** `https:`; `http:` only on this machine. */
  readonly url: string;
  /** Keys are fetched anew when they are older. Default 5 min. */
  readonly cacheMs?: number | undefined;
  /** At least so long between two fetches, whatever happens. Default 10 s. */
  readonly minIntervalMs?: number | undefined;
  /** Keys that cannot be fetched anew are used so long. Default 24 h. */
  readonly maxStaleMs?: number | undefined;
  /** Of one fetch. Default 5 s. */
  readonly timeoutMs?: number | undefined;
}

/** Keys for a token, or that it cannot be known now whether there are some. */
export type KeysForToken =
  | { readonly known: true; readonly keys: readonly VerificationKey[] }
  | { readonly known: false };

interface NamedKey extends VerificationKey {
  readonly kid: string | undefined;
}

const maxDocumentBytes = 256 * 1024;
const maxKeys = 100;
/** A token without `kid` is tried with so many keys. */
const maxCandidates = 8;

/** @throws RangeError when keys must not be fetched from there. */
export function checkKeySetUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) throw new RangeError("the address of the key set is no URL");
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(parsed.hostname);
  if (parsed.protocol !== "https:" && !(parsed.protocol === "http:" && isLoopback)) {
    throw new RangeError("the address of the key set must begin with https:");
  }
  return parsed;
}

/** Keys of one address. */
export class RemoteKeySet {
  readonly #options: { readonly [Option in keyof RemoteKeySetOptions]-?: NonNullable<RemoteKeySetOptions[Option]> };
  readonly #clock: Clock;
  readonly #fetch: FetchDocument;
  readonly #onProblem: (problem: string) => void;
  #keys: readonly NamedKey[] | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<boolean> | undefined;

  /** @throws RangeError for an address that is not safe. */
  constructor(options: RemoteKeySetOptions, clock: Clock, fetch: FetchDocument, onProblem: (problem: string) => void) {
    checkKeySetUrl(options.url);
    const { url, cacheMs = 300_000, minIntervalMs = 10_000, maxStaleMs = 86_400_000, timeoutMs = 5000 } = options;
    this.#options = { url, cacheMs, minIntervalMs, maxStaleMs, timeoutMs };
    this.#clock = clock;
    this.#fetch = fetch;
    this.#onProblem = onProblem;
  }

  /** Keys that a token with this algorithm and key id may be signed by. */
  async keysFor(algorithm: string, kid: string | undefined): Promise<KeysForToken> {
    let isFresh = this.#age() >= this.#options.cacheMs && (await this.#refresh());
    let keys = this.#find(algorithm, kid);
    if (keys.length > 0) return { known: true, keys };
    // A key id that is not known may be a new key's.
    if (!isFresh) isFresh = await this.#refresh();
    keys = this.#find(algorithm, kid);
    return keys.length > 0 || isFresh ? { known: true, keys } : { known: false };
  }

  #age(): number {
    return this.#clock.now() - this.#fetchedAt;
  }

  #find(algorithm: string, kid: string | undefined): readonly VerificationKey[] {
    if (this.#keys === undefined || this.#age() >= this.#options.maxStaleMs) return [];
    return this.#keys
      .filter((key) => (kid === undefined || key.kid === kid) && key.algorithms.includes(algorithm))
      .slice(0, maxCandidates);
  }

  /** Fetches, unless that was done a moment ago. @returns whether the keys have just been fetched. */
  #refresh(): Promise<boolean> {
    if (this.#fetching !== undefined) return this.#fetching;
    if (this.#clock.now() - this.#triedAt < this.#options.minIntervalMs) return Promise.resolve(false);
    this.#triedAt = this.#clock.now();
    this.#fetching = this.#replaceKeys().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #replaceKeys(): Promise<boolean> {
    try {
      this.#keys = await this.#load();
      this.#fetchedAt = this.#clock.now();
      return true;
    } catch (error) {
      // The kind of error only: a message may quote the address or the document.
      this.#onProblem(error instanceof KeySetProblem ? error.message : "the fetch failed");
      return false;
    }
  }

  async #load(): Promise<readonly NamedKey[]> {
    const abort = new AbortController();
    const cancel = this.#clock.setTimer(this.#options.timeoutMs, () => abort.abort());
    try {
      const response = await this.#fetch(this.#options.url, {
        headers: { accept: "application/json" },
        redirect: "error",
        signal: abort.signal,
      });
      if (!response.ok) throw new KeySetProblem(`the answer has status ${response.status}`);
      return parseKeySet(await readBounded(response));
    } finally {
      cancel();
    }
  }
}

class KeySetProblem extends Error {}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxDocumentBytes) throw new KeySetProblem("the key set is longer than 256 KiB");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseKeySet(text: string): readonly NamedKey[] {
  const keys = keysOf(text);
  if (keys === undefined) throw new KeySetProblem("the answer is no key set");
  return keys.slice(0, maxKeys).flatMap((jwk) => namedKey(jwk) ?? []);
}

function keysOf(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const keys = isRecord(value) ? value.keys : undefined;
    return Array.isArray(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 7517 §5: what is not understood is left out. Secrets do not belong in a public set. */
function namedKey(jwk: unknown): NamedKey | undefined {
  if (!isRecord(jwk) || jwk.kty === "oct" || (jwk.use ?? "sig") !== "sig") return undefined;
  const key = importKey(jwk);
  if (key === undefined) return undefined;
  const { alg, kid } = jwk;
  const algorithms = algorithmsOf(key).filter((name) => alg === undefined || alg === name);
  if (algorithms.length === 0) return undefined;
  return { key, algorithms, kid: typeof kid === "string" ? kid : undefined, until: Number.POSITIVE_INFINITY };
}

function importKey(jwk: Record<string, unknown>): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
