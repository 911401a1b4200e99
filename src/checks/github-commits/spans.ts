import { addDays } from "../../core/day.ts";
import type { Day } from "../../core/ledger.ts";
import { daysBetween, eachDay, type DayCalendar } from "../github/day-calendar.ts";
import type { HistoryPage } from "./history-query.ts";
import { recentFrom, type Span } from "./progress.ts";

/** How many commits by day. */
export type Counts = Readonly<Record<Day, number>>;

/** Adds commits (epoch ms each) to the days that they belong to. */
export const addCommits = (
  counts: Counts,
  dates: readonly number[],
  { dayAt }: Pick<DayCalendar, "dayAt">,
): Counts => {
  const sums: Record<Day, number> = { ...counts };
  for (const date of dates) {
    const day = dayAt(date);
    sums[day] = (sums[day] ?? 0) + 1;
  }
  return sums;
};

/** Two pages are read one after the other; more are cheaper side by side, as pieces of one request. */
const sequentialCommits = 200;
/** How many commits a piece should have, of the hundred that fit on a page. */
const commitsPerPiece = 80;

/** Even pieces of some days, the newest first. */
const evenPieces = (from: Day, to: Day, wanted: number): Span[] => {
  const days = daysBetween(from, to) + 1;
  const pieces = Math.max(1, Math.min(days, wanted));
  const starts = Array.from({ length: pieces + 1 }, (_, at) =>
    addDays(from, Math.round((at * days) / pieces)),
  );
  return starts
    .slice(0, -1)
    .map((start, at) => ({ from: start, to: addDays(starts[at + 1] ?? start, -1) }))
    .reverse();
};

/** A span as pieces that can be asked for side by side, the newest first; itself when that is of no use. */
export const splitSpan = ({ from, to }: Span, total: number, today: Day): Span[] => {
  const wanted = Math.ceil(total / commitsPerPiece);
  if (to !== undefined) return evenPieces(from, to, wanted);
  const recent = recentFrom(today);
  if (from < recent) return [{ from: recent }, ...evenPieces(from, addDays(recent, -1), wanted)];
  const [newest, ...others] = evenPieces(from, today, wanted);
  return [{ from: newest?.from ?? from }, ...others];
};

/** Pieces to compare one by one after a difference, of about a month each; none when it is time to count. */
export const splitVerify = ({ from, to = from }: Span): Span[] => {
  const months = Math.ceil((daysBetween(from, to) + 1) / 31);
  return months > 1 ? evenPieces(from, to, months) : [];
};

/** What a page of a span comes to: all of its days counted, or what is left to be asked. */
export type Settled =
  | { readonly kind: "counted"; readonly counts: Counts; readonly isAhead: boolean }
  | { readonly kind: "left"; readonly spans: readonly Span[] }
  /** Not as many commits as GitHub says, or commits of other days than asked for: nothing is taken from them. */
  | { readonly kind: "uneven" };

interface Surroundings {
  readonly calendar: Pick<DayCalendar, "dayAt">;
  readonly today: Day;
  /** Whose history the page is of. */
  readonly oid: string;
}

/** Takes a page in. Pages are not in the order of their dates, so a day counts when its whole span was read. */
export const settlePage = (
  span: Span,
  page: HistoryPage,
  { calendar, today, oid }: Surroundings,
): Settled => {
  const counts = addCommits(span.counts ?? {}, page.dates, calendar);
  if (page.next !== undefined) {
    const isFirst = span.after === undefined;
    const pieces = isFirst && page.total > sequentialCommits ? splitSpan(span, page.total, today) : [];
    if (pieces.length > 1) return { kind: "left", spans: pieces };
    return { kind: "left", spans: [{ ...span, oid, after: page.next, counts }] };
  }
  const days = eachDay(span.from, span.to ?? today);
  const sum = Object.values(counts).reduce((total, count) => total + count, 0);
  const isStray = (day: Day) => day < span.from || (span.to !== undefined && day > span.to);
  if (sum !== page.total || Object.keys(counts).some(isStray)) return { kind: "uneven" };
  const isAhead = span.to === undefined && Object.keys(counts).some((day) => day > today);
  return {
    kind: "counted",
    counts: Object.fromEntries(days.map((day) => [day, counts[day] ?? 0])),
    isAhead,
  };
};
