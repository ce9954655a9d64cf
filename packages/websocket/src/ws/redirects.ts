/**
 * What a redirect may take along: credentials stay with the host that they were given for, as in curl.
 * It knows headers and addresses; following is in `client-attempt.ts`.
 */
import type { ClientAddress } from "./client-address.ts";
import type { ClientOptions } from "./client-options.ts";
import type { HandshakeRequestOptions, RequestHeaders } from "./client-request.ts";

/** The memory of one attempt that follows redirects. */
export class Redirects {
  readonly #first: ClientAddress;
  /** What the program gave, with names in lower case, and the credentials of the first URL. */
  readonly #headers: RequestHeaders = {};

  constructor(first: ClientAddress, options: ClientOptions) {
    this.#first = first;
    for (const [name, value] of Object.entries((options.headers ?? {}) as RequestHeaders)) {
      this.#headers[name.toLowerCase()] = value;
    }
  }

  /** Headers of the next request, before the handshake's own. */
  get headers(): RequestHeaders {
    return this.#headers;
  }

  /** Takes from `request`, which goes to `address` after a redirect, what is none of that host's business. */
  strip(address: ClientAddress, request: HandshakeRequestOptions): void {
    const isSameHost = placeOf(address) === placeOf(this.#first);
    const isWeaker = this.#first.isSecure && !address.isSecure;
    if (isSameHost && !isWeaker) return;
    delete request.headers.authorization;
    delete request.headers.cookie;
    if (!isSameHost) delete request.headers.host;
    request.auth = undefined;
  }

  /** The first credentials of a URL go along with redirects, unless the program gave a header of its own. */
  keepCredentials({ auth }: HandshakeRequestOptions): void {
    if (auth && this.#headers.authorization === undefined) {
      this.#headers.authorization = `Basic ${Buffer.from(auth).toString("base64")}`;
    }
  }
}

function placeOf({ socketPath, url }: ClientAddress): string {
  return socketPath === undefined ? `host ${url.host}` : `ipc ${socketPath}`;
}
