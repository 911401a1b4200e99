import { addDays } from "../../core/day.ts";
import type { Day, Ledger } from "../../core/ledger.ts";
import type { Judgement, Reading } from "../../core/outcome.ts";
import { reason, type Reason } from "../../core/reason.ts";
import { createJudge, type Redact } from "../expect/judgement.ts";
import { daysBetween } from "../github/day-calendar.ts";
import type { Missing } from "../github/list-repositories.ts";
import type { Troubled } from "../github/repositories-judgement.ts";
import { contributionsReading } from "./contributions.ts";
import { commitsReading } from "./count-book.ts";
import { isOpen, type Progress } from "./progress.ts";

/** What a run knows at its end. */
export interface Found {
  readonly ledger: Ledger;
  readonly today: Day;
  readonly progress: ReadonlyMap<string, Progress>;
  /** By part: why a repository could not be counted. */
  readonly troubles: ReadonlyMap<string, Reason>;
  readonly missing: readonly Missing[];
  /** There is more than can be read, so that no sum would be the whole. */
  readonly isPartial: boolean;
}

/** Whether every repository is counted for today. */
export const isTodayCounted = ({ progress, today }: Found): boolean =>
  [...progress.values()].every((one) => !isOpen(one, today, today));

const weekDays = 7;

/** The newest days of the whole that are counted for every repository; others have no reading. */
export const readingsOf = async (found: Found): Promise<readonly Reading[]> => {
  const { ledger, today, progress, isPartial } = found;
  const readings: Reading[] = [{ name: "repositories", value: progress.size, unit: "count" }];
  const from = addDays(today, 1 - weekDays);
  const range = { part: "", from, to: addDays(today, 1) };
  const isCounted = (first: Day, last: Day) =>
    !isPartial && [...progress.values()].every((one) => !isOpen(one, first, last));
  const values = await ledger.days({ reading: commitsReading, ...range });
  const add = (name: string, first: Day, last: Day) => {
    const days = values.filter(({ day }) => day >= first && day <= last);
    const isWhole = days.length === daysBetween(first, last) + 1;
    if (!isWhole || !isCounted(first, last)) return;
    readings.push({ name, value: days.reduce((sum, { value }) => sum + value, 0), unit: "count" });
  };
  add("commits", today, today);
  add("commits_yesterday", addDays(today, -1), addDays(today, -1));
  add("commits_7d", from, today);
  const contributions = await ledger.days({ reading: contributionsReading, ...range });
  const ofToday = contributions.find(({ day }) => day === today);
  if (ofToday) readings.push({ name: contributionsReading, value: ofToday.value, unit: "count" });
  return readings;
};

/** What could not be read, by name. */
export const troubledOf = ({ progress, troubles, missing }: Found): readonly Troubled[] => [
  ...[...troubles].map(([part, why]) => ({ name: progress.get(part)?.name ?? part, why })),
  ...missing.map(({ name, gap }) => ({ name, why: gap.reason })),
];

/** How far back the days are counted, and for how many repositories they are not yet. */
export const historyJudgement = (
  { progress }: Found,
  resumesAt: number | undefined,
  redact: Redact,
): Judgement => {
  const all = [...progress.values()];
  const from = all.map((one) => one.from).sort()[0];
  const judge = createJudge("history", from === undefined ? "counted" : `counted since ${from}`, redact);
  const left = all.filter(({ count, verify }) => count.length > 0 || verify.length > 0).length;
  if (left === 0) return judge.met("complete");
  const next =
    resumesAt === undefined
      ? "in the next run"
      : `after ${new Date(resumesAt).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return judge.met(`${all.length - left} of ${all.length} repositories; it goes on ${next}`);
};

/** Why today's sum is not known yet, where nothing was refused. */
export const notCountedYet = (found: Found): Reason => {
  const { progress, today } = found;
  const counted = [...progress.values()].filter((one) => !isOpen(one, today, today)).length;
  const detail = `the run's time was over when ${counted} of ${progress.size} repositories were counted for today: the next run goes on; a longer timeout counts them at once`;
  return reason("run-timeout", detail);
};
