/**
 * Writes numbers, texts and bytes one after the other into memory that grows, which then goes to another thread or to the
 * disk. It knows no meaning of them.
 */

/** Numbers are little-endian; texts and bytes have their length before them. */
export class ByteWriter {
  #bytes: Buffer<ArrayBuffer>;
  #length = 0;

  /** @param capacity bytes that fit without growing. */
  constructor(capacity = 4096) {
    this.#bytes = Buffer.from(new ArrayBuffer(capacity));
  }

  get length(): number {
    return this.#length;
  }

  uint8(value: number): void {
    const at = this.#reserve(1);
    this.#bytes.writeUInt8(value, at);
  }

  uint32(value: number): void {
    const at = this.#reserve(4);
    this.#bytes.writeUInt32LE(value, at);
  }

  /** Any number, exactly. */
  number(value: number): void {
    const at = this.#reserve(8);
    this.#bytes.writeDoubleLE(value, at);
  }

  text(value: string): void {
    const length = Buffer.byteLength(value);
    this.uint32(length);
    const at = this.#reserve(length);
    this.#bytes.write(value, at, length, "utf8");
  }

  bytes(value: Uint8Array): void {
    this.uint32(value.length);
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
  }

  /** Makes room for a number that is not known yet. @returns where, for `fillUint32`. */
  holdUint32(): number {
    return this.#reserve(4);
  }

  fillUint32(at: number, value: number): void {
    this.#bytes.writeUInt32LE(value, at);
  }

  /** Forgets what was written after the first `length` bytes. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** What was written, in memory of its own that may be transferred. The writer must not be used after it. */
  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.buffer, 0, this.#length);
  }

  /** May replace `#bytes`, so it comes before any use of them. */
  #reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) this.#grow();
    return at;
  }

  #grow(): void {
    const grown = Buffer.from(new ArrayBuffer(Math.max(this.#length, 2 * this.#bytes.length)));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
