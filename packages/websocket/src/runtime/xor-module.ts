/**
 * The one WebAssembly function of this package, put together byte by byte: it XORs a range of its memory with a 32-bit key,
 * 64 bytes a turn. It knows instructions and sections of the binary format, and nothing of frames.
 */

/** What the module exports: XORs the bytes from `at` to `end` with `key`, whose least significant byte comes first. */
export type Xor = (at: number, end: number, key: number) => void;

// Binary format of the WebAssembly core specification: types §5.3, instructions §5.4, sections §5.5.
const type = { i32: 0x7f, v128: 0x7b, func: 0x60, none: 0x40 } as const;
const op = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  localGet: 0x20,
  localSet: 0x21,
  load: 0x28,
  load8: 0x2d,
  store: 0x36,
  store8: 0x3a,
  const: 0x41,
  greaterUnsigned: 0x4b,
  add: 0x6a,
  xor: 0x73,
  shiftRightUnsigned: 0x76,
} as const;
const simd = { load: [0xfd, 0x00], store: [0xfd, 0x0b], splat: [0xfd, 0x11], xor: [0xfd, 0x51] } as const;
/** Log2 of the alignment that a load or store may rely on: none, since frames begin anywhere. */
const UNALIGNED = 0;

const AT = 0;
const END = 1;
const KEY = 2;
const KEYS = 3;

const keyStep = [op.localGet, KEY, op.const, 8, op.shiftRightUnsigned, op.localSet, KEY];

const body: readonly number[] = [
  // One local besides the parameters: the key four times.
  ...[1, 1, type.v128, op.localGet, KEY, ...simd.splat, op.localSet, KEYS],
  ...whileRoomFor(64, [0, 16, 32, 48].flatMap(xor16)),
  ...whileRoomFor(4, [
    ...[op.localGet, AT, op.localGet, AT, op.load, UNALIGNED, 0],
    ...[op.localGet, KEY, op.xor, op.store, UNALIGNED, 0],
  ]),
  ...whileRoomFor(1, [
    ...[op.localGet, AT, op.localGet, AT, op.load8, UNALIGNED, 0],
    ...[op.localGet, KEY, op.xor, op.store8, UNALIGNED, 0, ...keyStep],
  ]),
  op.end,
];

/** The module in binary form. It imports its memory as `memory.bytes` and exports one `Xor` as `xor`. */
export function encodeXorModule(): Uint8Array<ArrayBuffer> {
  const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return Uint8Array.from([
    ...magicAndVersion,
    ...section(1, [1, type.func, 3, type.i32, type.i32, type.i32, 0]),
    ...section(2, [1, ...name("memory"), ...name("bytes"), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name("xor"), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

/** `while (at + bytes <= end) { step; at += bytes }`. */
function whileRoomFor(bytes: number, step: readonly number[]): number[] {
  const next = [op.localGet, AT, op.const, ...signed(bytes), op.add];
  return [
    ...[op.block, type.none, op.loop, type.none],
    ...[...next, op.localGet, END, op.greaterUnsigned, op.brIf, 1],
    ...step,
    ...[...next, op.localSet, AT, op.br, 0],
    ...[op.end, op.end],
  ];
}

function xor16(offset: number): number[] {
  return [
    ...[op.localGet, AT, op.localGet, AT, ...simd.load, UNALIGNED, offset],
    ...[op.localGet, KEYS, ...simd.xor, ...simd.store, UNALIGNED, offset],
  ];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];
}

/** LEB128 of a number below 2^14. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, value >> 7];
}

/** Signed LEB128 of a number from 0 to 2^13 - 1: bit 6 of the last byte is its sign. */
function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, value >> 7];
}
