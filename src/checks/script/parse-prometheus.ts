import { Findings, shown, type OutputParser, type PrintedNumber } from "./printed.ts";
import type { Unit } from "../../core/outcome.ts";

/*
 * Prometheus' text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
 */

const blank = String.raw`[ \t]*`;
const name = String.raw`[a-zA-Z_:][a-zA-Z0-9_:]*`;
const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*${blank}=${blank}${quoted}`;
const labels = String.raw`\{${blank}(?:${label}${blank}(?:,${blank}${label}${blank})*(?:,${blank})?)?\}`;

/** Name, labels, value; then perhaps a timestamp in ms. */
const sample = new RegExp(
  String.raw`^(${name})(?:${blank}(${labels})${blank}|[ \t]+)([^ \t{}"]+)(?:[ \t]+-?\d+)?$`,
);
const eachLabel = new RegExp(String.raw`([a-zA-Z_][a-zA-Z0-9_]*)${blank}=${blank}"((?:[^"\\]|\\.)*)"`, "g");
const metadata = new RegExp(String.raw`^#[ \t]+(?:HELP|TYPE)[ \t]+(${name})(?:[ \t]|$)`);
const typeLine = new RegExp(String.raw`^#[ \t]+TYPE[ \t]+(${name})[ \t]+(\w+)$`);

/** Go's ParseFloat, as far as exporters use it. */
const number = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const noNumber = /^(?:nan|[-+]?inf(?:inity)?)$/i;

const unescaped = (text: string): string =>
  text.replace(/\\(.)/gs, (_, char: string) => (char === "n" ? "\n" : char));

/** By the base unit at the end of the metric's name (prometheus.io/docs/practices/naming). */
const unitOf = (metric: string): Unit | undefined => {
  const [, base] = /_(seconds|bytes|ratio|milliseconds)(?:_total|_sum)?$/.exec(metric) ?? [];
  if (base === "seconds") return "s";
  if (base === "milliseconds") return "ms";
  return base === "bytes" || base === "ratio" ? base : undefined;
};

/** A sample's series as it is called here: its labels in the order of their names, `up{job="a",zone="b"}`. */
const seriesOf = (metric: string, labelText: string): string => {
  const pairs = [...labelText.matchAll(eachLabel)].map(([, key = "", value = ""]) => ({
    key,
    value: unescaped(value),
  }));
  if (pairs.length === 0) return metric;
  pairs.sort((left, right) => (left.key < right.key ? -1 : 1));
  return `${metric}{${pairs.map(({ key, value }) => `${key}=${JSON.stringify(value)}`).join(",")}}`;
};

/** What a line says; a text when it says nothing that can be read. */
const readSample = (line: string, found: Findings, histograms: ReadonlySet<string>): string | undefined => {
  const [, metric, labelText = "", value = ""] = sample.exec(line) ?? [];
  if (metric === undefined) return `${shown(line)} is no sample`;
  if (metric.endsWith("_bucket") && histograms.has(metric.slice(0, -7))) return undefined;
  const label = seriesOf(metric, labelText);
  if (noNumber.test(value)) found.note(`${shown(label)} is ${value}: ignored`);
  else if (!number.test(value)) return `${shown(value)} is no number`;
  else if (!Number.isFinite(Number(value))) found.note(`${shown(label)} is too large: ignored`);
  else found.add(numberOf(label, Number(value), unitOf(metric)));
  return undefined;
};

const numberOf = (label: string, value: number, unit: Unit | undefined): PrintedNumber => ({
  label,
  value,
  ...(unit && { unit }),
});

/** The buckets of histograms are no readings; their sums and counts are. Timestamps are not looked at. */
export const parsePrometheus: OutputParser = (text) => {
  const found = new Findings();
  const histograms = new Set<string>();
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    const [, named, type] = typeLine.exec(line) ?? [];
    if (named !== undefined && type === "histogram") histograms.add(named);
    if (line === "" || line.startsWith("#")) continue;
    const problem = readSample(line, found, histograms);
    if (problem) return { problem: `line ${index + 1} is not Prometheus text: ${problem}` };
  }
  if (histograms.size > 0) found.note("buckets of histograms are not read as readings");
  return found.printed();
};

/** Whether an output looks like metrics: a HELP or TYPE line, or nothing but samples. */
export const looksLikePrometheus = (text: string): boolean => {
  const lines = text.split("\n").map((line) => line.trim());
  if (lines.some((line) => metadata.test(line))) return true;
  const samples = lines.filter((line) => line !== "" && !line.startsWith("#"));
  return samples.length > 0 && samples.every((line) => isSample(line));
};

const isSample = (line: string): boolean => {
  const [, metric, , value = ""] = sample.exec(line) ?? [];
  return metric !== undefined && (number.test(value) || noNumber.test(value));
};
