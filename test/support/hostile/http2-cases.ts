import { constants } from "node:http2";
import { gzipSync } from "node:zlib";
import { authority, certificates } from "../certificates.ts";
import { https, type HostileCase } from "./hostile-case.ts";
import { frame, openHttp2Target, openRawHttp2Target } from "./http2-server.ts";

type Extra = Readonly<Record<string, unknown>>;

const optionsFor = (port: number, extra: Extra): Extra => ({
  url: `https://127.0.0.1:${port}/`,
  ca: authority().cert,
  http_version: "2",
  ...extra,
});

/** A target that speaks HTTP/2. */
const answers = (
  name: string,
  expected: HostileCase["expected"],
  answer: Parameters<typeof openHttp2Target>[0],
  extra: Extra = {},
): HostileCase => ({
  name: `${name}, over HTTP/2`,
  type: "http",
  expected,
  stage: async () => {
    const target = await openHttp2Target(answer);
    return { ...target, options: optionsFor(target.port, extra) };
  },
});

/** A target that agrees to HTTP/2 and sends these bytes. */
const sends = (
  name: string,
  expected: HostileCase["expected"],
  ...raw: Parameters<typeof openRawHttp2Target>
) =>
  ({
    name: `${name}, over HTTP/2`,
    type: "http",
    expected,
    stage: async () => {
      const target = await openRawHttp2Target(...raw);
      return { ...target, options: optionsFor(target.port, { timeouts: { first_byte: "2s" } }) };
    },
  }) as const satisfies HostileCase;

const soon = "300ms";
const ok = { ":status": 200 };
const [data, headers, rstStream, pushPromise, goAway] = [0, 1, 3, 5, 7];
const [endStream, endHeaders] = [1, 4];
/** HPACK's word for `:status: 200`. */
const status200 = Buffer.of(0x88);
/** `content-length: 100`. */
const contentLength100 = Buffer.of(0x0f, 0x0d, 3, ...Buffer.from("100"));
const half = Buffer.concat([
  frame(headers, endHeaders, 1, status200),
  frame(data, 0, 1, Buffer.from("half")),
]);
const resetInside = (code: number) => Buffer.concat([half, frame(rstStream, 0, 1, Buffer.of(0, 0, 0, code))]);
const bomb = () => gzipSync(Buffer.alloc(20_000_000));

/** Bad and odd things that only HTTP/2 makes possible, and the limits that hold there too. */
export const http2Cases: readonly HostileCase[] = [
  answers("answers", "up", (stream) => {
    stream.respond(ok);
    stream.end("ok");
  }),
  answers("answers with headers alone", "up", (stream) => stream.respond(ok, { endStream: true })),
  answers("hints before it answers", "up", (stream) => {
    stream.additionalHeaders({ ":status": 103, link: "</a>; rel=preload" });
    stream.respond(ok);
    stream.end("ok");
  }),
  answers("says 503", "status-mismatch", (stream) => {
    stream.respond({ ":status": 503 });
    stream.end();
  }),
  https(
    "offers HTTP/1.1 alone",
    "up",
    certificates.good,
    { http_version: "2" },
    { ALPNProtocols: ["http/1.1"] },
  ),
  https("agrees on no version", "up", certificates.good, { http_version: 2 }),
  answers("says nothing", "first-byte-timeout", () => {}, { timeouts: { first_byte: soon } }),
  answers(
    "never ends its answer",
    "transfer-timeout",
    (stream) => {
      stream.respond(ok);
      stream.write("and then");
    },
    { timeouts: { transfer: soon } },
  ),
  answers("refuses the stream", "connection-reset", (stream) =>
    stream.close(constants.NGHTTP2_REFUSED_STREAM),
  ),
  answers("wants us to calm down", "connection-reset", (stream) =>
    stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM),
  ),
  answers("sends a few headers that are too long", "headers-too-large", (stream) => {
    stream.respond({
      ...ok,
      ...Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`x-${at}`, "x".repeat(5000)])),
    });
    stream.end();
  }),
  answers("sends many headers", "headers-too-large", (stream) => {
    stream.respond({
      ...ok,
      ...Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`x-${at}`, "x"])),
    });
    stream.end();
  }),
  answers(
    "sends a body that is too large",
    "body-too-large",
    (stream) => {
      stream.respond(ok);
      stream.end(Buffer.alloc(300_000));
    },
    { limits: { body: "256KiB" } },
  ),
  answers("sends a bomb of zeros in gzip", "decompressed-too-large", (stream) => {
    stream.respond({ ...ok, "content-encoding": "gzip" });
    stream.end(bomb());
  }),
  answers("sends less than it announced", "incomplete-body", (stream) => {
    stream.respond({ ...ok, "content-length": "100" });
    stream.end("short");
  }),
  sends("answers in HTTP/1.1", "invalid-response", Buffer.from("HTTP/1.1 200 OK\r\n\r\n"), { rude: true }),
  sends("sends a body before its headers", "invalid-response", frame(data, endStream, 1, Buffer.from("x"))),
  sends(
    "answers to a question that was not asked",
    "invalid-response",
    frame(headers, endHeaders | endStream, 3, status200),
  ),
  answers("resets the stream for our mistakes", "invalid-response", (stream) =>
    stream.close(constants.NGHTTP2_PROTOCOL_ERROR),
  ),
  sends(
    "pushes what was not asked for, and no answer",
    "first-byte-timeout",
    frame(pushPromise, endHeaders, 1, Buffer.concat([Buffer.of(0, 0, 0, 2), status200])),
  ),
  sends(
    "sends headers that cannot be unpacked",
    "invalid-response",
    frame(headers, endHeaders, 1, Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
  ),
  sends(
    "goes away with an error",
    "connection-reset",
    frame(goAway, 0, 0, Buffer.of(0, 0, 0, 0, 0, 0, 0, constants.NGHTTP2_INTERNAL_ERROR)),
  ),
  sends("goes away politely without an answer", "empty-reply", frame(goAway, 0, 0, Buffer.alloc(8)), {
    closes: true,
  }),
  sends("closes without an answer", "empty-reply", Buffer.alloc(0), { closes: true }),
  sends("closes the connection inside the body", "incomplete-body", half, { closes: true }),
  sends("cancels the stream inside the body", "connection-reset", resetInside(constants.NGHTTP2_CANCEL)),
  sends(
    "resets the stream inside the body",
    "connection-reset",
    resetInside(constants.NGHTTP2_INTERNAL_ERROR),
  ),
  sends(
    "breaks the stream off without an error",
    "incomplete-body",
    Buffer.concat([
      frame(headers, endHeaders, 1, Buffer.concat([status200, contentLength100])),
      frame(data, 0, 1, Buffer.from("half")),
      frame(rstStream, 0, 1, Buffer.of(0, 0, 0, constants.NGHTTP2_NO_ERROR)),
    ]),
  ),
];
