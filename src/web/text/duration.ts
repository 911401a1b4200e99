import type { Words } from "../words/en.ts";
import { fill } from "./fill.ts";

const spans = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** How long something took, as people say it: `8.2 ms`, `1.94 s`, `8 min`, `2 h 5 min`. Two units at most. */
export const durationText = (
  ms: number,
  { units, unitSeparator }: Pick<Words, "units" | "unitSeparator">,
): string => {
  if (ms < 999.5) return fill(units.ms, { n: round(ms, ms < 10 ? 1 : 0) });
  if (ms < 59_950) return fill(units.s, { n: round(ms / 1000, ms < 9995 ? 2 : 1) });
  const minutes = Math.round(ms / 60_000) * 60_000;
  const first = spans.findIndex(([, size]) => minutes >= size);
  let rest = minutes;
  const said: string[] = [];
  for (const [unit, size] of spans.slice(first, first + 2)) {
    const n = Math.floor(rest / size);
    if (n > 0) said.push(fill(units[unit], { n }));
    rest -= n * size;
  }
  return said.join(unitSeparator);
};
