import type { HttpHeaders } from "../http-headers.ts";
import { invalidResponse } from "./line-cutter.ts";

/** How the end of an answer's body is found. */
export type Framing =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "until-close" };

const announcedLength = (lengths: readonly string[]): number => {
  const [text = ""] = lengths;
  if (lengths.length > 1) throw invalidResponse("it has more than one content-length");
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw invalidResponse("its content-length is not a number");
  return Number(text);
};

const hasNoBody = (method: string, status: number): boolean =>
  method === "HEAD" ||
  status < 200 ||
  status === 204 ||
  status === 304 ||
  (method === "CONNECT" && status < 300);

/**
 * Decides by RFC 9112 6.3, refusing whatever two programs could understand in two ways: a length beside chunks, two
 * lengths, a transfer coding that nobody asked for.
 * @throws {NetworkFailure} `invalid-response`
 */
export const framingOf = (method: string, status: number, headers: HttpHeaders): Framing => {
  const codings = headers.getAll("transfer-encoding");
  const lengths = headers.getAll("content-length");
  if (codings.length > 0 && lengths.length > 0)
    throw invalidResponse("it has both content-length and transfer-encoding");
  const bytes = lengths.length > 0 ? announcedLength(lengths) : undefined;
  const coding = codings.length > 0 ? codings.join(", ").toLowerCase() : undefined;
  // `identity` is no coding at all; RFC 9112 dropped it, some servers did not.
  if (coding !== undefined && coding !== "chunked" && coding !== "identity")
    throw invalidResponse("its transfer-encoding is not chunked");
  if (hasNoBody(method, status)) return { kind: "none" };
  if (coding === "chunked") return { kind: "chunked" };
  return bytes === undefined ? { kind: "until-close" } : { kind: "length", bytes };
};
