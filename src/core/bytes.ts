/** Writes numbers compactly, one after another. Used again for each piece: `take` empties it. */
export interface ByteWriter {
  /** Base-128, low bits first; for whole numbers from 0 to 2^53 - 1. */
  varint(value: number): void;
  /** A whole number of either sign, small ones short. */
  signed(value: number): void;
  double(value: number): void;
  /** A copy of what was written since the last time. */
  take(): Uint8Array;
}

/** Division instead of shifts: numbers may pass 2^31. */
export const createByteWriter = (): ByteWriter => {
  let bytes = new Uint8Array(1024);
  let view = new DataView(bytes.buffer);
  let at = 0;
  const reserve = (count: number): void => {
    if (at + count <= bytes.length) return;
    const larger = new Uint8Array(2 * bytes.length);
    larger.set(bytes);
    bytes = larger;
    view = new DataView(bytes.buffer);
  };
  const varint = (value: number): void => {
    reserve(8);
    let rest = value;
    while (rest >= 128) {
      bytes[at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    bytes[at++] = rest;
  };
  return {
    varint,
    signed: (value) => varint(value < 0 ? -2 * value - 1 : 2 * value),
    double: (value) => {
      reserve(8);
      view.setFloat64(at, value);
      at += 8;
    },
    take: () => {
      const taken = bytes.slice(0, at);
      at = 0;
      return taken;
    },
  };
};

/** Reads what a `ByteWriter` wrote. Every method throws what `damaged` makes when the bytes are anything else. */
export interface ByteReader {
  hasMore(): boolean;
  varint(): number;
  signed(): number;
  double(): number;
}

export const createByteReader = (bytes: Uint8Array, damaged: (what: string) => Error): ByteReader => {
  let at = 0;
  const cut = () => damaged(`it ends in the middle of a number, after ${bytes.length} bytes`);
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw cut();
      value += (byte % 128) * scale;
      if (byte < 128) break;
    }
    if (value > Number.MAX_SAFE_INTEGER) throw damaged(`a number before byte ${at} is too large`);
    return value;
  };
  return {
    hasMore: () => at < bytes.length,
    varint,
    signed: () => {
      const value = varint();
      return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    },
    double: () => {
      if (at + 8 > bytes.length) throw cut();
      at += 8;
      return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(at - 8);
    },
  };
};
