import type { Unit } from "../../core/outcome.ts";

/** A number in one of our units. */
interface Measured {
  readonly value: number;
  readonly unit?: Unit;
}

interface Scale {
  readonly unit: Unit;
  readonly times?: number;
  readonly over?: number;
}

const bytes = (times: number): Scale => ({ unit: "bytes", times });

/**
 * The units that programs print, as Icinga reads them (its developer guidelines, "Performance Data Metrics"): `KB` is
 * 1000 bytes, `KiB` 1024. Division where the factor is less than one, so that 29% is 0.29.
 */
const scales: Readonly<Record<string, Scale>> = {
  ns: { unit: "ms", over: 1e6 },
  us: { unit: "ms", over: 1000 },
  µs: { unit: "ms", over: 1000 },
  μs: { unit: "ms", over: 1000 },
  ms: { unit: "ms" },
  s: { unit: "s" },
  m: { unit: "s", times: 60 },
  h: { unit: "s", times: 3600 },
  d: { unit: "s", times: 86_400 },
  "%": { unit: "ratio", over: 100 },
  ratio: { unit: "ratio" },
  c: { unit: "count" },
  count: { unit: "count" },
  code: { unit: "code" },
  bytes: { unit: "bytes" },
  B: { unit: "bytes" },
  kB: bytes(1e3),
  KB: bytes(1e3),
  MB: bytes(1e6),
  GB: bytes(1e9),
  TB: bytes(1e12),
  PB: bytes(1e15),
  KiB: bytes(2 ** 10),
  MiB: bytes(2 ** 20),
  GiB: bytes(2 ** 30),
  TiB: bytes(2 ** 40),
  PiB: bytes(2 ** 50),
};

/** A number with the unit that is printed behind it. Absent when the unit is not known or the number too large. */
export const measure = (number: number, unit: string): Measured | undefined => {
  if (unit === "") return Number.isFinite(number) ? { value: number } : undefined;
  const scale = Object.hasOwn(scales, unit) ? scales[unit] : undefined;
  if (!scale) return undefined;
  const value = scale.over ? number / scale.over : number * (scale.times ?? 1);
  return Number.isFinite(value) ? { value, unit: scale.unit } : undefined;
};

/** A decimal number at the beginning of a text, and the rest of it. */
const amount = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)$/s;

/** `1.5`, `83%`, `12 kB`. Absent when it is no number, or its unit is not known. */
export const readMeasured = (text: string): Measured | undefined => {
  const [, number, unit = ""] = amount.exec(text.trim()) ?? [];
  return number === undefined ? undefined : measure(Number(number), unit);
};
