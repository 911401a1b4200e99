import { parseJson } from "./parse-json.ts";
import { isNamedNumber, parseLines } from "./parse-lines.ts";
import { looksLikeNagios, parseNagios } from "./parse-nagios.ts";
import { looksLikePrometheus, parsePrometheus } from "./parse-prometheus.ts";
import type { OutputParser, Printed, Unreadable } from "./printed.ts";

export const outputFormats = ["json", "lines", "nagios", "prometheus"] as const;
export type OutputFormat = (typeof outputFormats)[number];

const parsers: Readonly<Record<OutputFormat, OutputParser>> = {
  json: parseJson,
  lines: parseLines,
  nagios: parseNagios,
  prometheus: parsePrometheus,
};

/** What format an output has: the first that fits. Absent for a text in none of them. */
export const detectFormat = (text: string): OutputFormat | undefined => {
  const whole = text.replace(/^\uFEFF/, "").trim();
  if (whole.startsWith("{")) return "json";
  if (looksLikeNagios(whole)) return "nagios";
  if (looksLikePrometheus(whole)) return "prometheus";
  return whole.split(/\r\n|\r|\n/).some((line) => isNamedNumber(line.trim())) ? "lines" : undefined;
};

const firstLine = (text: string): string | undefined =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .find((line) => line !== "");

/** A text without numbers: its first line is the message. */
const plainText = (text: string): Printed => {
  const message = firstLine(text);
  return { numbers: [], ...(message !== undefined && { message }), notes: [] };
};

export interface ReadOutput {
  /** Absent when the output is in none of the formats. */
  readonly format: OutputFormat | undefined;
  readonly found: Printed | Unreadable;
}

/** Reads an output in its format, or in the one it looks like; in `usual` when it looks like none. */
export const readOutput = (text: string, wanted: OutputFormat | "auto", usual?: OutputFormat): ReadOutput => {
  const isEmpty = text.trim() === "";
  const format = wanted === "auto" ? (detectFormat(text) ?? usual) : wanted;
  if (isEmpty && format === "json") return { format, found: { problem: "the program printed nothing" } };
  if (isEmpty || !format) return { format, found: plainText(text) };
  return { format, found: parsers[format](text) };
};
