/**
 * Who may use the API: whoever has the key, or, where it is open, everything but the web pages of others.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiRequest } from "./api-message.ts";

/** How the API is protected. Without a key it is closed, unless it is open. */
export interface ApiAccessOptions {
  /** Sent as `X-API-Key: KEY` or `Authorization: apikey KEY`. */
  readonly key?: string | undefined;
  /** Everybody who reaches the server may do everything: for development. Default false. */
  readonly isInsecure?: boolean | undefined;
}

/** Why a request is refused. */
export interface AccessRefusal {
  readonly status: 401 | 403;
  /** For machines. */
  readonly reason: "other-site" | "no-key-configured" | "no-key" | "wrong-key";
  /** For people. */
  readonly detail: string;
}

const thisMachine = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/;

/** Decides who may use the API. */
export class ApiAccess {
  readonly #isOpen: boolean;
  readonly #digest: Buffer | undefined;

  constructor({ key, isInsecure = false }: ApiAccessOptions) {
    this.#isOpen = isInsecure;
    this.#digest = key === undefined || key === "" ? undefined : digestOf(key);
  }

  /** @returns why not, or `undefined`. */
  refusalOf({ headers }: ApiRequest): AccessRefusal | undefined {
    if (this.#isOpen)
      return comesFromAnotherSite(headers)
        ? { status: 403, reason: "other-site", detail: "it comes from another site" }
        : undefined;
    if (this.#digest === undefined)
      return refuse("no-key-configured", "the server has no API key, so that nobody may use its API");
    const given = keyOf(headers);
    if (given === undefined) return refuse("no-key", "send the API key in the header X-API-Key");
    // Digests have one length, and tell nothing of how much of the key was right.
    return timingSafeEqual(digestOf(given), this.#digest) ? undefined : refuse("wrong-key", "it is not the API key");
  }
}

function refuse(reason: AccessRefusal["reason"], detail: string): AccessRefusal {
  return { status: 401, reason, detail };
}

function digestOf(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

function keyOf(headers: ApiRequest["headers"]): string | undefined {
  const { "x-api-key": key, authorization } = headers;
  if (typeof key === "string") return key;
  if (typeof authorization !== "string") return undefined;
  return /^apikey +(.+)$/i.exec(authorization)?.[1];
}

/**
 * Browsers say so of the requests of pages; without a key nothing else would keep a page from using a server at home. A
 * page may also have a name of its own that leads to this machine (DNS rebinding): only names of this machine count.
 */
function comesFromAnotherSite({ origin, host, "sec-fetch-site": site }: ApiRequest["headers"]): boolean {
  const isOfPage = origin !== undefined || (site !== undefined && site !== "none");
  if (!isOfPage) return false;
  if (site !== undefined && site !== "same-origin") return true;
  if (typeof host !== "string" || !thisMachine.test(host)) return true;
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
}
