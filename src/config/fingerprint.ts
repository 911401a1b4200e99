import { createHash } from "node:crypto";

/** A hash that changes when anything in the value does, whatever the order of its keys. */
export const fingerprint = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value, sortedKeys)).digest("hex");

const sortedKeys = (_: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
};
