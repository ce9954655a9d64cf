/**
 * The opcodes of RFC 6455 §5.2. It knows their numbers and which are control frames, nothing of their payloads.
 */

/** Opcodes by name (RFC 6455 §11.8). 3–7 and 11–15 are reserved. */
export const opcodes = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

/** The number of a defined opcode. */
export type Opcode = (typeof opcodes)[keyof typeof opcodes];

/** True for Close, Ping, Pong and the reserved control opcodes: the most significant bit is set (RFC 6455 §5.5). */
export function isControlOpcode(opcode: number): boolean {
  return (opcode & 0x8) !== 0;
}

/** True for the six opcodes that RFC 6455 defines; all others are reserved (§5.2). */
export function isDefinedOpcode(opcode: number): opcode is Opcode {
  return opcode <= opcodes.binary || (opcode >= opcodes.close && opcode <= opcodes.pong);
}
