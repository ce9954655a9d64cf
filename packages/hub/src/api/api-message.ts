/**
 * Requests and responses of the HTTP API, free of any server: what an adapter hands over, and what it writes. Types only.
 */

/** An HTTP request whose body has been read. */
export interface ApiRequest {
  /** In capitals, such as "POST". */
  readonly method: string;
  /** Path of the target, with or without a query. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly body: Uint8Array;
}

/** An HTTP response. */
export interface ApiResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
