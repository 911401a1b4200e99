import type { Transform } from "node:stream";
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";
import type { Attempt } from "./attempt.ts";
import { errorCode, NetworkFailure } from "./network-failure.ts";

/** The content codings that we undo, for `accept-encoding`. */
export const acceptedEncodings = "gzip, deflate, br, zstd";

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
 * Undoes the one content coding of a body when it is known; an unknown one leaves the body as it is.
 * @throws {NetworkFailure} `decompressed-too-large` or `decompression-failed`
 */
export const decodeBody = async (
  body: Buffer,
  encoding: string | null,
  limitBytes: number,
  attempt: Attempt,
): Promise<Buffer> => {
  const decoder = encoding === null || body.length === 0 ? undefined : decoderFor(encoding, body);
  if (!decoder) return body;
  return attempt.wait<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let total = 0;
    attempt.own(decoder);
    decoder.on("data", (chunk: Buffer) => {
      total += chunk.length;
      chunks.push(chunk);
      if (total <= limitBytes) return;
      const detail = `the body is, decompressed, larger than ${limitBytes} bytes`;
      reject(new NetworkFailure("decompressed-too-large", detail));
      decoder.destroy();
    });
    decoder.once("end", () => resolve(Buffer.concat(chunks, total)));
    decoder.once("error", (error) => {
      const detail = `the body is not ${encoding?.trim()} data or is cut off (${errorCode(error)})`;
      reject(new NetworkFailure("decompression-failed", detail));
    });
    decoder.end(body);
  });
};
