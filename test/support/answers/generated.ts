import * as fc from "fast-check";

/** An answer made by the grammar of RFC 9112, with what it means. */
interface GeneratedAnswer {
  /** As Latin-1. */
  readonly raw: string;
  readonly status: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly interim: readonly number[];
}

const tokenCharacters = "!#$%&'*+-.^_`|~0123456789ABCXYZabcxyz";
const token = fc
  .array(fc.constantFrom(...tokenCharacters.split("")), { minLength: 1, maxLength: 12 })
  .map((letters) => `x-${letters.join("")}`);
const visible = fc
  .array(fc.oneof(fc.integer({ min: 0x21, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((codes) => String.fromCharCode(...codes));
const value = fc.array(visible, { maxLength: 3 }).map((words) => words.join(" \t"));
const blank = fc.constantFrom("", " ", "\t", "  \t ");
const bytes = fc.uint8Array({ maxLength: 300 }).map((data) => Buffer.from(data).toString("latin1"));

const field = fc.record({ name: token, value, before: blank, after: blank });

const extension = fc.constantFrom("", ";a", ";a=b", ';a="b c;\\""', ";a=1;b");
const trailer = fc.constantFrom("", "x-sum: 1\r\n", "a: \r\nb:\tc\r\n");

const chunked = (body: string, sizes: readonly number[], extensions: string, trailers: string): string => {
  let text = "";
  let at = 0;
  for (const size of sizes) {
    const piece = body.slice(at, at + size);
    if (piece === "") break;
    text += `${piece.length.toString(16)}${extensions}\r\n${piece}\r\n`;
    at += size;
  }
  const rest = body.slice(at);
  if (rest !== "") text += `0${rest.length.toString(16).toUpperCase()}\r\n${rest}\r\n`;
  return `${text}0${extensions}\r\n${trailers}\r\n`;
};

const framed = (
  body: string,
  kind: string,
  sizes: readonly number[],
  extensions: string,
  trailers: string,
) => {
  if (kind === "length") return { fields: [["Content-Length", String(body.length)]] as const, wire: body };
  if (kind === "close") return { fields: [], wire: body };
  return {
    fields: [["Transfer-Encoding", "Chunked"]] as const,
    wire: chunked(body, sizes, extensions, trailers),
  };
};

export const answersByGrammar: fc.Arbitrary<GeneratedAnswer> = fc
  .record({
    version: fc.constantFrom("1.1", "1.0"),
    status: fc.integer({ min: 200, max: 999 }).filter((status) => status !== 204 && status !== 304),
    reason: fc.option(value, { nil: undefined }),
    fields: fc.array(field, { maxLength: 6 }),
    interim: fc.array(fc.constantFrom(100, 102, 103), { maxLength: 3 }),
    body: bytes,
    kind: fc.constantFrom("length", "chunked", "close"),
    sizes: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
    extensions: extension,
    trailers: trailer,
  })
  .map(({ version, status, reason, fields, interim, body, kind, sizes, extensions, trailers }) => {
    const { fields: framing, wire } = framed(body, kind, sizes, extensions, trailers);
    const lines = fields.map(({ name, value, before, after }) => `${name}:${before}${value}${after}`);
    const before = interim.map((code) => `HTTP/1.1 ${code} Wait\r\nx-hint: 1\r\n\r\n`).join("");
    const statusLine = `HTTP/${version} ${status}${reason === undefined ? "" : ` ${reason}`}`;
    const head = [statusLine, ...lines, ...framing.map((pair) => pair.join(": "))];
    return {
      raw: `${before}${head.join("\r\n")}\r\n\r\n${wire}`,
      status,
      fields: [...fields.map(({ name, value }) => [name, value] as const), ...framing],
      body,
      interim,
    };
  });

const damage = fc.record({
  kind: fc.constantFrom("drop", "insert", "repeat", "replace"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  text: fc.constantFrom(
    ..."\r\n|\r|\n|\0| |\t|:|;|=|,|0|9|f|-|+|\x7f|\xff|\r\n |\r\n\r\n".split("|"),
    "content-length: 3\r\n",
    "transfer-encoding: chunked\r\n",
    "HTTP/1.1 100 C\r\n\r\n",
  ),
});

/** Small wounds in each text. */
export const mutated = (texts: fc.Arbitrary<string>, mostWounds = 4): fc.Arbitrary<string> =>
  fc.tuple(texts, fc.array(damage, { minLength: 1, maxLength: mostWounds })).map(([text, wounds]) => {
    let wounded = text;
    for (const { kind, at, text: word } of wounds) {
      const place = Math.floor(at * wounded.length);
      const [before, after] = [wounded.slice(0, place), wounded.slice(place)];
      if (kind === "drop") wounded = before + after.slice(1);
      if (kind === "insert") wounded = before + word + after;
      if (kind === "replace") wounded = before + word + after.slice(word.length);
      if (kind === "repeat") wounded = before + after.slice(0, 9) + after;
    }
    return wounded;
  });
