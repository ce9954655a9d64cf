/**
 * The two roles of RFC 6455. It knows their names; what differs between them is said where it differs.
 */

/** Which end of the connection we are. Clients mask what they send, servers do not (RFC 6455 §5.1). */
export type Role = "client" | "server";
