import { describe, expect, it } from "vitest";
import { decodeFeed } from "./decode-feed.ts";

/** Encodes by what the decoder makes of every pair of bytes. */
const encoderOf = (label: string) => {
  const codes = new Map<string, readonly number[]>();
  const decoder = new TextDecoder(label);
  for (let first = 0; first < 256; first++) {
    codes.set(decoder.decode(Uint8Array.of(first)), [first]);
    for (let second = 0x40; second < 256; second++) {
      const text = decoder.decode(Uint8Array.of(first, second));
      if (Array.from(text).length === 1 && !codes.has(text)) codes.set(text, [first, second]);
    }
  }
  return (text: string) => Uint8Array.from(Array.from(text).flatMap((char) => codes.get(char) ?? []));
};

const declared = (label: string, text = "火の見") =>
  `<?xml version="1.0" encoding="${label}"?><a>${text}</a>`;
const utf8 = (text: string) => new TextEncoder().encode(text);

describe("decodeFeed", () => {
  it.each(["shift_jis", "euc-jp", "gbk"])("reads %s by its declaration, and by the header", (label) => {
    const encode = encoderOf(label);
    expect(decodeFeed(encode(declared(label)), "application/xml")).toBe(declared(label));
    expect(decodeFeed(encode("<a>火の見</a>"), `text/xml; charset="${label}"`)).toBe("<a>火の見</a>");
  });

  it("reads windows-1252, also where it is called ISO-8859-1", () => {
    const body = Uint8Array.from([
      ...utf8(declared("iso-8859-1", "")).slice(0, -4),
      0x93,
      0xe9,
      0x94,
      ...utf8("</a>"),
    ]);
    expect(decodeFeed(body, null)).toContain("“é”");
  });

  it("believes the byte order mark first, then the header, then the declaration", () => {
    const utf16 = Uint8Array.from([0xff, 0xfe, ...Buffer.from(declared("shift_jis"), "utf16le")]);
    expect(decodeFeed(utf16, "text/xml; charset=euc-jp")).toBe(declared("shift_jis"));
    const swapped = Buffer.from(declared("utf-16"), "utf16le").swap16();
    expect(decodeFeed(swapped, null)).toBe(declared("utf-16"));
    const japanese = encoderOf("shift_jis")(declared("utf-16"));
    expect(decodeFeed(japanese, "text/xml; charset=shift_jis")).toBe(declared("utf-16"));
    expect(decodeFeed(utf8(`\uFEFF${declared("shift_jis")}`), null)).toBe(declared("shift_jis"));
  });

  it("believes nothing that the bytes refute", () => {
    expect(decodeFeed(utf8(declared("utf-8")), "text/xml; charset=euc-jp")).toBe(declared("utf-8"));
    expect(decodeFeed(utf8(declared("shift_jis", "é")), "text/xml; charset=utf-8")).toBe(
      declared("shift_jis", "é"),
    );
    expect(decodeFeed(utf8(declared("utf-8")), "text/xml; charset=ISO-8859-1")).toBe(declared("utf-8"));
    expect(decodeFeed(utf8(declared("no-such-thing")), "text/xml; charset=nonsense")).toBe(
      declared("no-such-thing"),
    );
  });

  it("reads as far as it can what fits nothing", () => {
    const body = Uint8Array.from([...utf8("<a>"), 0xff, ...utf8("</a>")]);
    expect(decodeFeed(body, null)).toBe("<a>\uFFFD</a>");
  });
});
