import type { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";
import type { ReasonCode } from "../core/reason.ts";
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

/**
 * The whole body, decompressed when its one content coding is known; an unknown coding leaves it as it is.
 * @throws {NetworkFailure} `body-too-large`, `decompressed-too-large` or `decompression-failed`; errors of
 * `stream` itself pass through
 */
export const readBody = async (
  stream: Readable,
  encoding: string,
  limits: BodyLimits,
  signal: AbortSignal,
): Promise<Buffer> => {
  const wire = await collect(stream, limits.bodyBytes, "body-too-large");
  const decoder = wire.length === 0 ? undefined : decoderFor(encoding, wire);
  if (!decoder) return wire;
  try {
    return await pipeline(
      [wire],
      decoder,
      (source: AsyncIterable<Buffer>) => collect(source, limits.decompressedBytes, "decompressed-too-large"),
      { signal },
    );
  } catch (error) {
    if (signal.aborted || error instanceof NetworkFailure) throw error;
    throw new NetworkFailure(
      "decompression-failed",
      `the body is not ${encoding.trim()} data or is cut off (${errorCode(error)})`,
    );
  }
};
