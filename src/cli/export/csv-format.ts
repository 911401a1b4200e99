import { phaseNames, type Reading } from "../../core/outcome.ts";
import type { RunRecord } from "../../core/store.ts";
import type { RunFormat } from "./run-format.ts";

/** Readings that have a column; all others are in the last one. */
const columns: readonly Pick<Reading, "name" | "unit">[] = [
  { name: "latency", unit: "ms" },
  ...phaseNames.map((name) => ({ name, unit: "ms" }) as const),
  { name: "status_code", unit: "code" },
  { name: "size", unit: "bytes" },
  { name: "cert_expiry", unit: "s" },
];

const head = [
  "time_utc",
  "check",
  "location",
  "status",
  "reason",
  "detail",
  "duration_ms",
  ...columns.map(({ name, unit }) => (unit === "code" ? name : `${name}_${unit}`)),
  "other_readings",
];

const rowOf = ({ checkId, location, slot, durationMs, outcome }: RunRecord): string => {
  const { status, reason, readings } = outcome;
  const values: (number | undefined)[] = columns.map(() => undefined);
  const others: Reading[] = [];
  for (const reading of readings) {
    const at = columns.findIndex(({ name, unit }) => name === reading.name && unit === reading.unit);
    if (at < 0) others.push(reading);
    else values[at] = reading.value;
  }
  return [
    new Date(slot).toISOString(),
    quoted(checkId),
    quoted(location),
    status,
    reason?.code ?? "",
    quoted(reason?.detail ?? ""),
    durationMs,
    ...values.map((value) => value ?? ""),
    others.length === 0 ? "" : quoted(JSON.stringify(others)),
  ].join(",");
};

/**
 * As RFC 4180 says. A cell that a spreadsheet would take for a formula, as a target's answer could make one, begins
 * with an apostrophe.
 */
const quoted = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** RFC 4180, with `\n` at the end of lines. */
export const csvFormat: RunFormat = {
  head: `${head.join(",")}\n`,
  between: "",
  foot: "",
  row: (run) => `${rowOf(run)}\n`,
};
