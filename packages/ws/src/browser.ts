/**
 * What bundlers for browsers get instead: nothing of Node, and an error for those who call it.
 */

/** @throws Error always: browsers have a WebSocket of their own. */
export function WebSocket(): never {
  throw new Error("@longwire/ws is for Node; in a browser, use its own WebSocket");
}

export { WebSocket as default, WebSocket as "module.exports" };
