import { hash } from "node:crypto";

/**
 * A hash that changes when anything in a value's `canonical` text does. It tells two versions of one file apart and
 * guards nothing: 160 bits in 27 characters, since a large configuration keeps one for each check.
 */
export const fingerprint = (text: string): string => hash("sha1", text, "base64url");

/**
 * A plain value as text: other values have another one, and the same value with its keys in another order may. JSON
 * writes several numbers as null, so what has one is written with more care, which takes four times as long.
 */
export const asText = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.includes("null") ? canonical(value) : text;
};

/** A plain value as text: the same for equal values, whatever the order of their keys, and for no others. */
export const canonical = (value: unknown): string => {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  let text = "{";
  for (const [key, inner] of Object.entries(value).sort(byKey))
    if (inner !== undefined) text += `${JSON.stringify(key)}:${canonical(inner)},`;
  return `${text}}`;
};

const byKey = ([left]: [string, unknown], [right]: [string, unknown]): number => (left < right ? -1 : 1);
