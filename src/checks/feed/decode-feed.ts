const byteOrderMarks: readonly (readonly [string, readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
  // Without a mark, by how `<?` begins.
  ["utf-16le", [0x3c, 0x00, 0x3f, 0x00]],
  ["utf-16be", [0x00, 0x3c, 0x00, 0x3f]],
];

const byFirstBytes = (body: Uint8Array): string | undefined =>
  byteOrderMarks.find(([, mark]) => mark.every((byte, at) => body[at] === byte))?.[0];

const byHeader = (contentType: string | null): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? "")?.[1];

const byDeclaration = (body: Uint8Array): string | undefined => {
  const beginning = new TextDecoder("latin1").decode(body.subarray(0, 200));
  return /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(beginning)?.[1];
};

interface Decoder {
  readonly encoding: string;
  readonly decode: (isStrict: boolean) => string | undefined;
}

/** Labels of the WHATWG Encoding Standard; others give nothing. */
const decoderFor = (label: string, body: Uint8Array): Decoder | undefined => {
  const make = (fatal: boolean) => {
    try {
      return new TextDecoder(label, { fatal });
    } catch {
      return undefined;
    }
  };
  const decoder = make(false);
  return (
    decoder && {
      encoding: decoder.encoding,
      decode: (isStrict) => {
        try {
          return make(isStrict)?.decode(body);
        } catch {
          return undefined;
        }
      },
    }
  );
};

/** Every byte is a character in these, so that decoding by them never finds out that they are wrong. */
const isSingleByte = (encoding: string): boolean => /^(windows-125\d|iso-8859-\d+|macintosh)$/.test(encoding);

/**
 * A feed as text. The byte order mark counts most, then the HTTP header, then the XML declaration, then UTF-8 (RFC 7303
 * section 3); yet of those that do not fit the bytes none counts, and UTF-8 that fits is believed over a header that
 * says Latin-1, which many servers say of everything.
 */
export const decodeFeed = (body: Uint8Array, contentType: string | null): string => {
  const labels = [byFirstBytes(body), byHeader(contentType), byDeclaration(body), "utf-8"];
  const decoders = labels.flatMap((label) => (label === undefined ? [] : (decoderFor(label, body) ?? [])));
  const isDeclaredUtf8 = /^utf-?8$/i.test(byDeclaration(body) ?? "");
  const inOrder = isDeclaredUtf8
    ? decoders.toSorted(
        (left, right) => Number(isSingleByte(left.encoding)) - Number(isSingleByte(right.encoding)),
      )
    : decoders;
  for (const { decode } of inOrder) {
    const text = decode(true);
    if (text !== undefined) return text;
  }
  return inOrder[0]?.decode(false) ?? "";
};
