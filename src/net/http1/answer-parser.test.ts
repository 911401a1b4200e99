import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NetworkFailure } from "../network-failure.ts";
import { AnswerParser } from "./answer-parser.ts";
import { answerCorpus } from "../../../test/support/answers/corpus.ts";
import { answersByGrammar, mutated } from "../../../test/support/answers/generated.ts";

const limits = { headerBytes: 2048, bodyBytes: 4096 };

/** What a parser makes of pieces and the end of the connection: everything that can be seen of it. */
const readPieces = (pieces: readonly Buffer[], method = "GET") => {
  const parser = new AnswerParser(method, limits);
  try {
    for (const piece of pieces) if (!parser.done) parser.push(piece);
    if (!parser.done) parser.end();
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    return { refused: error.reason.code };
  }
  const { head, interim } = parser;
  const fields = [...(head?.headers.entries() ?? [])];
  return {
    status: head?.status,
    statusText: head?.statusText,
    httpVersion: head?.httpVersion,
    fields,
    interim: [...interim],
    body: parser.body().toString("latin1"),
  };
};

/** Cut before each of the positions, every piece in memory of its own that is overwritten afterwards. */
const cutAt = (bytes: Buffer, positions: readonly number[]): Buffer[] => {
  const edges = [0, ...positions.filter((at) => at > 0 && at < bytes.length), bytes.length];
  const sorted = [...new Set(edges)].toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, index) => Buffer.from(bytes.subarray(sorted[index], end)));
};

const everyByte = (bytes: Buffer) => Array.from(bytes, (_byte, at) => at);

describe("AnswerParser", () => {
  it.each(answerCorpus.map((entry) => [entry.name, entry] as const))(
    "reads %s the same wherever it is split",
    (_name, { raw, method }) => {
      const bytes = Buffer.from(raw, "latin1").subarray(0, 6000);
      const whole = readPieces([bytes], method);
      expect(readPieces(cutAt(bytes, everyByte(bytes)), method)).toEqual(whole);
      const step = Math.max(1, Math.floor(bytes.length / 400));
      for (let at = 1; at < bytes.length; at += step)
        expect(readPieces(cutAt(bytes, [at]), method)).toEqual(whole);
    },
  );

  it("reads generated answers as they were meant, wherever they are split", () => {
    fc.assert(
      fc.property(answersByGrammar, fc.array(fc.nat(600), { maxLength: 8 }), (answer, cuts) => {
        const bytes = Buffer.from(answer.raw, "latin1");
        const read = readPieces(cutAt(bytes, cuts));
        expect(read).toMatchObject({
          status: answer.status,
          fields: answer.fields,
          body: answer.body,
          interim: answer.interim,
        });
        expect(readPieces(cutAt(bytes, everyByte(bytes)))).toEqual(read);
      }),
      { numRuns: 400 },
    );
  });

  it("refuses or reads damaged answers, the same wherever they are split, and never more than it may", () => {
    fc.assert(
      fc.property(
        mutated(answersByGrammar.map(({ raw }) => raw)),
        fc.array(fc.nat(600), { maxLength: 8 }),
        (raw, cuts) => {
          const bytes = Buffer.from(raw, "latin1");
          const read = readPieces([bytes]);
          expect(readPieces(cutAt(bytes, cuts))).toEqual(read);
          expect(read.body?.length ?? 0).toBeLessThanOrEqual(limits.bodyBytes);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("makes something of any bytes at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, begun) => {
        const head = begun ? "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" : "";
        const bytes = Buffer.concat([Buffer.from(head), noise]);
        expect(readPieces(cutAt(bytes, everyByte(bytes)))).toEqual(readPieces([bytes]));
      }),
    );
  });

  const begin = "HTTP/1.1 200 OK\r\n";
  const chunked = `${begin}transfer-encoding: chunked\r\n\r\n`;
  it.each([
    ["a status line without end", `HTTP/1.1 200 ${"x".repeat(100_000)}`, "headers-too-large"],
    ["a header without end", `${begin}x: ${"y".repeat(100_000)}`, "headers-too-large"],
    ["headers without end", begin + "x: y\r\n".repeat(100_000), "headers-too-large"],
    ["interim answers without end", "HTTP/1.1 102 P\r\n\r\n".repeat(10_000), "headers-too-large"],
    ["an extension without end", `${chunked}1;a=${"b".repeat(100_000)}`, "invalid-response"],
    ["extensions without end", chunked + `1;${"a".repeat(30)}\r\nx\r\n`.repeat(3000), "invalid-response"],
    ["a chunk size without end", chunked + "0".repeat(100_000), "invalid-response"],
    ["trailers without end", `${chunked}0\r\n${"x: y\r\n".repeat(100_000)}`, "headers-too-large"],
    ["a body without end", `${begin}\r\n${"x".repeat(5000)}`, "body-too-large"],
    ["chunks without end", chunked + "1\r\nx\r\n".repeat(5000), "body-too-large"],
    ["too large a chunk", `${chunked}1001\r\n${"x".repeat(4097)}`, "body-too-large"],
    ["the announcement of too large a body", `${begin}content-length: 4097\r\n\r\n`, "body-too-large"],
  ])("stops at %s", (_name, raw, refused) => {
    const bytes = Buffer.from(raw, "latin1");
    expect(readPieces([bytes])).toEqual({ refused });
    const pieces = Array.from({ length: bytes.length }, (_none, at) => bytes.subarray(at, at + 1));
    expect(readPieces(pieces)).toEqual({ refused });
  });

  it("tells the first byte of the final answer from those of interim ones", () => {
    const parser = new AnswerParser("GET", limits);
    const seen = ["HTTP/1.1 ", "103 Early\r\nlink: </a-long-value>", "\r\n\r\nHTTP/1.1 2"].map((piece) => {
      parser.push(Buffer.from(piece));
      return parser.begun;
    });
    expect(seen).toEqual([false, false, true]);
  });

  it("says how much of a piece is its own", () => {
    const answer = Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more");
    expect(new AnswerParser("GET", limits).push(answer)).toBe(answer.length - " and more".length);
    const tunnel = Buffer.from("HTTP/1.1 200 OK\r\n\r\n\x16\x03\x01");
    expect(new AnswerParser("CONNECT", limits).push(tunnel)).toBe(tunnel.length - 3);
  });
});
