/** Writes numbers of any length into a growing buffer. */
export class ByteWriter {
  bytes: Uint8Array;
  at = 0;
  #view: DataView;

  constructor(bytes: Uint8Array = new Uint8Array(4096)) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Writes on from `at` in another buffer, which is not grown. */
  use(bytes: Uint8Array, at: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.at = at;
  }

  /** Makes room for so many bytes. */
  ensure(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.at + more));
    grown.set(this.bytes.subarray(0, this.at));
    this.use(grown, this.at);
  }

  byte(value: number): void {
    this.bytes[this.at++] = value;
  }

  /** A whole number from 0 to 2 ** 53, seven bits a byte. */
  unsigned(value: number): void {
    let rest = value;
    // Bit operations are for 32 bits.
    while (rest >= 0x4000_0000) {
      this.bytes[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.bytes[this.at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  /** A whole number of at most 2 ** 52 either way. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  double(value: number): void {
    this.#view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** A copy of what was written. */
  taken(): Uint8Array {
    return this.bytes.slice(0, this.at);
  }
}

/** Reads what `ByteWriter` wrote. */
export class ByteReader {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));

  use(bytes: Uint8Array, at: number): this {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.at = at;
    return this;
  }

  byte(): number {
    return this.bytes[this.at++] ?? 0;
  }

  unsigned(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let power = 128; ; power *= 128) {
      byte = bytes[this.at++] ?? 0;
      value += (byte & 127) * power;
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  double(): number {
    this.at += 8;
    return this.#view.getFloat64(this.at - 8, true);
  }
}
