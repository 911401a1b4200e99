/** A part of a duration as people say it: `8` `min`. */
export interface DurationPart {
  readonly n: number;
  readonly unit: "ms" | "s" | "min" | "h" | "d";
}

const spans = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/**
 * How long something took in at most two units: `80 ms`, `1.9 s`, `8 min`, `2 h 5 min`. `fine` gives short times a
 * digit more: `8.2 ms`, `1.94 s`. `ms` is not negative.
 */
export const durationParts = (ms: number, precision: "brief" | "fine"): readonly DurationPart[] => {
  const isFine = precision === "fine";
  if (ms < 999.5) return [{ n: round(ms, isFine && ms < 10 ? 1 : 0), unit: "ms" }];
  if (ms < 59_950) return [{ n: round(ms / 1000, isFine && ms < 9995 ? 2 : 1), unit: "s" }];
  const minutes = Math.round(ms / 60_000) * 60_000;
  const first = spans.findIndex(([, size]) => minutes >= size);
  let rest = minutes;
  return spans.slice(first, first + 2).flatMap(([unit, size]) => {
    const n = Math.floor(rest / size);
    rest -= n * size;
    return n > 0 ? [{ n, unit }] : [];
  });
};
