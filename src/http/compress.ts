import type { MiddlewareHandler } from "hono";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { SiteEnv } from "./site.ts";

export type Encoding = "br" | "gzip";

/** The first of the encodings that `Accept-Encoding` allows; absent for none (RFC 9110, 12.5.3). */
export const acceptedEncoding = (
  header: string | undefined,
  offered: readonly Encoding[] = ["br", "gzip"],
): Encoding | undefined => {
  const accepted = new Set(
    (header ?? "")
      .toLowerCase()
      .split(",")
      .map((part) => part.trim())
      .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
      .map((part) => part.replace(/;.*/, "")),
  );
  return offered.find((encoding) => accepted.has(encoding));
};

/** The smallest window that sees all of a body: Brotli's usual one takes 4 MB, and longer to clear than to fill. */
const windowBits = (bytes: number): number =>
  Math.min(
    constants.BROTLI_DEFAULT_WINDOW,
    Math.max(constants.BROTLI_MIN_WINDOW_BITS, Math.ceil(Math.log2(bytes + 16))),
  );

const brotliParams = (bytes: number, quality: number) => ({
  [constants.BROTLI_PARAM_QUALITY]: quality,
  [constants.BROTLI_PARAM_SIZE_HINT]: bytes,
  [constants.BROTLI_PARAM_LGWIN]: windowBits(bytes),
});

/** Quality 5 is for answers made on request, 11 for what is compressed once. */
export const compressed = async (
  body: Uint8Array,
  encoding: Encoding,
  quality: 5 | 11,
): Promise<Uint8Array<ArrayBuffer>> => {
  const bytes =
    encoding === "gzip"
      ? await promisify(gzip)(body)
      : await promisify(brotliCompress)(body, { params: brotliParams(body.length, quality) });
  return new Uint8Array(bytes);
};

export const compressible =
  /^(text\/(?!event-stream|plain; version|csv)|application\/(json|problem\+json|manifest\+json)|image\/svg)/;
const worthwhileBytes = 1024;

/** Compresses answers made on request: pages and JSON. Streams and what is compressed already pass. */
export const compressAnswers: MiddlewareHandler<SiteEnv> = async (context, next) => {
  await next();
  const { headers, status, body } = context.res;
  if (!body || headers.has("content-encoding") || !compressible.test(headers.get("content-type") ?? ""))
    return;
  headers.append("vary", "accept-encoding");
  const encoding = acceptedEncoding(context.req.header("accept-encoding"));
  if (!encoding) return;
  const bytes = new Uint8Array(await context.res.arrayBuffer());
  const small = bytes.length < worthwhileBytes;
  if (!small) headers.set("content-encoding", encoding);
  headers.delete("content-length");
  context.res = new Response(small ? bytes : await compressed(bytes, encoding, 5), { status, headers });
};
