import type { CheckDetail } from "../../http/schemas.ts";
import { worstOf } from "../parts/bar-paths.ts";
import type { Format } from "../text/format.ts";
import type { Words } from "../words/en.ts";
import { fill } from "../text/fill.ts";

type Day = CheckDetail["strip"][number];

const dayMs = 86_400_000;

/** The time in the middle of a day of the strip; the last one is the day of `now`. */
export const dayAt = (index: number, days: number, now: number): number => now - (days - 1 - index) * dayMs;

/** The share of good runs of a day; null without runs that say anything. */
export const shareOf = ({ up, degraded, down }: Day): number | null => {
  const judged = up + degraded + down;
  return judged === 0 ? null : (up + degraded) / judged;
};

/** One day in words. */
export const daySentence = (day: Day, at: number, words: Words, format: Format): string => {
  const share = shareOf(day);
  const date = format.day(at);
  if (share === null) return fill(words.strip.noRuns, { date });
  return fill(words.strip.day, { date, share: format.ratio(share), runs: day.up + day.degraded + day.down });
};

/** The whole strip in one sentence: `99.1% in 90 days, 2 days with problems, last on 3 Nov`. */
export const stripSentence = (
  strip: readonly Day[],
  uptime: number | null,
  at: (index: number) => number,
  words: Words,
  format: Format,
): string => {
  if (uptime === null) return words.strip.nothing;
  const bad = strip.flatMap((day, index) => (["down", "degraded"].includes(worstOf(day)) ? [index] : []));
  const last = bad.at(-1);
  if (last === undefined) return fill(words.strip.sentenceGood, { uptime: format.ratio(uptime) });
  return fill(words.strip.sentence, {
    uptime: format.ratio(uptime),
    bad: bad.length,
    last: format.day(at(last)),
  });
};
