import { formatDuration } from "../../core/duration.ts";
import type { Judgement } from "../../core/outcome.ts";
import { createJudge } from "./judgement.ts";
import type { ReadingExpectation } from "./reading-options.ts";
import type { JudgeSurroundings, Standing } from "./reading-standing.ts";

const minuteMs = 60_000;

/** Whole minutes, so that the same is said for a while. */
const ageText = (ms: number): string =>
  ms < minuteMs ? "fresh" : `${formatDuration(ms - (ms % minuteMs))} old`;

/** Judges how old the latest value is; absent without `stale`. */
export const staleJudge = (
  name: string,
  { stale, severity }: ReadingExpectation,
  { redact }: JudgeSurroundings,
): ((standing: Standing) => Judgement) | undefined => {
  if (stale === undefined) return undefined;
  const longest = formatDuration(stale);
  const judge = createJudge(`${name} age`, `at most ${longest}`, redact);
  return ({ now, at }) => {
    if (at === undefined) {
      const detail = `${name} has never had a value, expected one at least every ${longest}`;
      return judge.missed("no value yet", { severity, code: "reading-stale", detail });
    }
    // A source's clock may be ahead of ours.
    const ageMs = Math.max(0, now - at);
    const actual = ageText(ageMs);
    if (ageMs <= stale) return judge.met(actual);
    const since = new Date(at).toISOString();
    const detail = `${name} has had no fresh value since ${since}, expected one at least every ${longest}`;
    return judge.missed(actual, { severity, code: "reading-stale", detail });
  };
};
