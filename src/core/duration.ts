const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/y;

/**
 * Milliseconds of a duration such as `30s`, `1h30m`, `250ms`; units `ms s m h d w` from largest to smallest, each
 * at most once. Absent when the text is not one: bare numbers are not, nor is anything beyond 100 years.
 */
export const parseDuration = (text: string): number | undefined => {
  part.lastIndex = 0;
  let total = 0;
  let last = Number.POSITIVE_INFINITY;
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    const size = unitMs[found?.[2] ?? ""];
    if (!found || size === undefined || size >= last) return undefined;
    last = size;
    total += Number(found[1]) * size;
  }
  return text === "" || total > 3_153_600_000_000 ? undefined : Math.round(total);
};

/** The shortest exact text for a whole number of milliseconds: `90000` is `1m30s`, `0` is `0s`. */
export const formatDuration = (ms: number): string => {
  let rest = Math.round(ms);
  let text = "";
  for (const unit of ["w", "d", "h", "m", "s", "ms"] as const) {
    const size = unitMs[unit] ?? 1;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text || "0s";
};
