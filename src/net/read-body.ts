import type { Readable, Transform } from "node:stream";
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";
import type { ReasonCode } from "../core/reason.ts";
import type { Attempt } from "./attempt.ts";
import { errorCode, NetworkFailure } from "./network-failure.ts";

export interface BodyLimits {
  /** As it comes over the wire. */
  readonly bodyBytes: number;
  readonly decompressedBytes: number;
}

/** The content codings that we undo, for `accept-encoding`. */
export const acceptedEncodings = "gzip, deflate, br, zstd";

const tooLarge = {
  "body-too-large": "the body is larger than",
  "decompressed-too-large": "the body is, decompressed, larger than",
} as const satisfies Partial<Record<ReasonCode, string>>;

const collect = async (
  source: AsyncIterable<Buffer>,
  limit: number,
  code: keyof typeof tooLarge,
): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > limit) throw new NetworkFailure(code, `${tooLarge[code]} ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, total);
};

/** Servers disagree whether `deflate` has a zlib header (RFC 9110 8.4.1.2); its first byte tells. */
const inflateFor = (body: Buffer): Transform =>
  ((body[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();

const decoderFor = (encoding: string, body: Buffer): Transform | undefined => {
  switch (encoding.trim().toLowerCase()) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return inflateFor(body);
    case "br":
      return createBrotliDecompress();
    case "zstd":
      return createZstdDecompress();
    default:
      return undefined;
  }
};

const decompress = (
  decoder: Transform,
  wire: Buffer,
  encoding: string,
  limit: number,
  attempt: Attempt,
): Promise<Buffer> =>
  attempt.wait((resolve, reject) => {
    attempt.own(decoder);
    decoder.once("error", (error) => {
      const detail = `the body is not ${encoding.trim()} data or is cut off (${errorCode(error)})`;
      reject(new NetworkFailure("decompression-failed", detail));
    });
    collect(decoder, limit, "decompressed-too-large").then(resolve, reject);
    decoder.end(wire);
  });

/**
 * The whole body, decompressed when its one content coding is known; an unknown coding leaves it as it is.
 * @throws {NetworkFailure} `body-too-large`, `decompressed-too-large` or `decompression-failed`; errors of
 * `stream` itself pass through
 */
export const readBody = async (
  stream: Readable,
  encoding: string,
  limits: BodyLimits,
  attempt: Attempt,
): Promise<Buffer> => {
  const wire = await attempt.wait<Buffer>((resolve, reject) => {
    collect(stream, limits.bodyBytes, "body-too-large").then(resolve, reject);
  });
  const decoder = wire.length === 0 ? undefined : decoderFor(encoding, wire);
  return decoder ? decompress(decoder, wire, encoding, limits.decompressedBytes, attempt) : wire;
};
