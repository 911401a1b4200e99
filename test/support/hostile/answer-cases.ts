import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { answers, http, type HostileCase } from "./hostile-case.ts";

const soon = "400ms";
const begin = "HTTP/1.1 200 OK\r\n";

const withBody = (headers: string, body: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`${begin}${headers}content-length: ${body.length}\r\n\r\n`), body]);

/** Writes until the other side has had enough. */
const pour =
  (chunk: string | Uint8Array): Parameters<typeof http>[2] =>
  (socket) => {
    const more = () => {
      while (socket.writable && socket.write(chunk));
    };
    socket.on("drain", more);
    socket.write(`${begin}content-type: text/plain\r\n\r\n`);
    more();
  };

/** 1 GiB of zeros in 1 MiB: a gzip file may have many members (RFC 1952 2.2). */
const bomb = (): Uint8Array => {
  const member = gzipSync(Buffer.alloc(1_048_576));
  return withBody("content-encoding: gzip\r\n", Buffer.concat(Array.from({ length: 1024 }, () => member)));
};

const cuts: readonly HostileCase[] = [
  http("closes inside the headers", "invalid-response", (socket) => socket.end(`${begin}content-le`)),
  answers(
    "closes before content-length is reached",
    "incomplete-body",
    `${begin}content-length: 10\r\n\r\nhalf`,
  ),
  answers("closes inside a chunk", "incomplete-body", `${begin}transfer-encoding: chunked\r\n\r\n8\r\nhalf`),
  answers(
    "closes before the last chunk",
    "incomplete-body",
    `${begin}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`,
  ),
  http("resets in the middle of the body", "connection-reset", (socket) => {
    socket.write(`${begin}content-length: 100\r\n\r\nhalf`, () => socket.resetAndDestroy());
  }),
];

const floods: readonly HostileCase[] = [
  http("stalls in the headers", "transfer-timeout", (socket) => socket.write(begin), {
    timeouts: { transfer: soon },
  }),
  http(
    "drips one byte a second",
    "transfer-timeout",
    (socket) => {
      socket.write(`${begin}content-length: 1000\r\n\r\n`);
      const timer = setInterval(() => socket.write("."), 1000);
      socket.on("close", () => clearInterval(timer));
    },
    { timeouts: { transfer: "1500ms" } },
  ),
  http(
    "sends interim answers for ever",
    "first-byte-timeout",
    (socket) => {
      const timer = setInterval(() => socket.write("HTTP/1.1 102 Processing\r\n\r\n"), 20);
      socket.on("close", () => clearInterval(timer));
    },
    { timeouts: { first_byte: soon } },
  ),
  http("sends a body without end", "body-too-large", pour("x".repeat(65_536))),
  http("announces and sends too large a body", "body-too-large", (socket) => {
    socket.write(`${begin}content-length: 100000000\r\n\r\n`);
    socket.write(Buffer.alloc(5_000_000));
  }),
  http("sends a 1 GiB gzip bomb", "decompressed-too-large", (socket) => socket.end(bomb())),
  http("sends headers without end", "headers-too-large", (socket) => {
    const more = () => {
      while (socket.writable && socket.write(`x-${"y".repeat(1000)}: z\r\n`));
    };
    socket.on("drain", more);
    socket.write(begin);
    more();
  }),
];

const malformed: readonly HostileCase[] = [
  answers("sends no HTTP at all", "invalid-response", "SSH-2.0-OpenSSH_9.9\r\n"),
  answers(
    "sends an invalid chunk size",
    "invalid-response",
    `${begin}transfer-encoding: chunked\r\n\r\nzz\r\nx`,
  ),
  answers("sends a negative length", "invalid-response", `${begin}content-length: -1\r\n\r\n`),
  answers(
    "sends two lengths",
    "invalid-response",
    `${begin}content-length: 1\r\ncontent-length: 2\r\n\r\nok`,
  ),
  answers(
    "sends a length and chunks",
    "invalid-response",
    `${begin}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  ),
  answers("sends a header with a space in its name", "invalid-response", `${begin}bad name: x\r\n\r\n`),
  answers("sends a header with a NUL", "invalid-response", `${begin}x: \0\r\n\r\n`),
  answers(
    "switches protocols unasked",
    "invalid-response",
    "HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
  ),
  answers(
    "says gzip but sends text",
    "decompression-failed",
    withBody("content-encoding: gzip\r\n", Buffer.from("plain")),
  ),
  answers(
    "sends half a gzip file",
    "decompression-failed",
    withBody("content-encoding: gzip\r\n", gzipSync("hello".repeat(100)).subarray(0, 20)),
  ),
];

const json = { expect: { json: [{ path: "$.status", eq: 0 }] } };

const contents: readonly HostileCase[] = [
  answers(
    "sends HTML where JSON is expected",
    "not-json",
    withBody("content-type: text/html\r\n", Buffer.from("<html>")),
    json,
  ),
  answers("sends nothing where JSON is expected", "not-json", withBody("", Buffer.alloc(0)), json),
  answers("sends invalid UTF-8", "invalid-encoding", withBody("", Buffer.from([0x7b, 0xff, 0x7d])), json),
  answers(
    "names an unknown character set",
    "invalid-encoding",
    withBody("content-type: text/plain; charset=klingon\r\n", Buffer.from("x")),
    { expect: { body: { contains: "x" } } },
  ),
  answers("sends a number as text", "json-type", withBody("", Buffer.from('{"status":"0"}')), {
    expect: { json: [{ path: "$.status", lt: 1 }] },
  }),
  answers("leaves the value out", "json-missing", withBody("", Buffer.from("{}")), json),
  answers(
    "nests JSON a hundred thousand deep",
    "json-mismatch",
    withBody("", Buffer.from("[".repeat(100_000) + "]".repeat(100_000))),
    { expect: { json: [{ path: "$..status", eq: 0 }] } },
  ),
  answers("answers 500", "status-mismatch", "HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n"),
];

const good = { expect: { json: [{ path: "$.status", eq: 0 }] } };
const right = '{"status":0}';

const odd: readonly HostileCase[] = [
  answers(
    "sends 100 Continue first",
    "up",
    `HTTP/1.1 100 Continue\r\n\r\n${begin}content-length: 12\r\n\r\n${right}`,
    good,
  ),
  answers(
    "sends 103 Early Hints first",
    "up",
    `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${begin}content-length: 12\r\n\r\n${right}`,
    good,
  ),
  answers("speaks HTTP/1.0 and ends by closing", "up", `HTTP/1.0 200 OK\r\n\r\n${right}`, good),
  answers("says more than it announced", "up", `${begin}content-length: 12\r\n\r\n${right}and more`, good),
  http(
    "resets after the right answer",
    "up",
    (socket) => {
      socket.write(`${begin}content-length: 12\r\n\r\n${right}`, () => socket.resetAndDestroy());
    },
    good,
  ),
  http(
    "answers and closes before it was sent the whole body",
    "up",
    (socket) => socket.end(`${begin}content-length: 12\r\nconnection: close\r\n\r\n${right}`),
    { ...good, method: "POST", body: "x".repeat(2_000_000) },
  ),
  answers(
    "compresses with Brotli",
    "up",
    withBody("content-encoding: br\r\n", brotliCompressSync(right)),
    good,
  ),
  answers(
    "compresses with Zstandard",
    "up",
    withBody("content-encoding: zstd\r\n", zstdCompressSync(right)),
    good,
  ),
  answers(
    "writes Shift_JIS and says so",
    "up",
    withBody("content-type: text/plain; charset=Shift_JIS\r\n", Buffer.from([0x96, 0xe2, 0x91, 0xe8])),
    { expect: { body: { contains: "問題" } } },
  ),
];

/** Bad and odd things once the answer has begun. */
export const answerCases: readonly HostileCase[] = [...cuts, ...floods, ...malformed, ...contents, ...odd];
