import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-256 as hex: what is kept of a cookie's value or a token, which are long and random by themselves. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Compares two secrets in a time that depends on neither. An empty secret equals nothing. */
export const sameSecret = (left: string, right: string): boolean =>
  left !== "" && timingSafeEqual(Buffer.from(sha256(left)), Buffer.from(sha256(right)));
