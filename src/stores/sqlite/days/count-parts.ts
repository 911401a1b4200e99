import type { Range, StatusCounts } from "../../../core/store.ts";
import { partOf, type Grid } from "../../grid.ts";
import type { Database } from "../database.ts";
import type { RunHistory } from "../run-history.ts";
import { statusOf } from "../run-row.ts";
import { mostHours, type Span } from "./calendar.ts";
import { createClosedCounts } from "./closed-counts.ts";
import { cover } from "./cover.ts";
import { longestDayMs } from "./day-rows.ts";
import { statusCount } from "./day-tally.ts";
import { decodeHourCounts } from "./hour-columns.ts";
import type { Reach } from "./progress.ts";

interface CountedDay extends Span, StatusCounts {
  readonly hours: Uint8Array | null;
}

const statuses = Array.from({ length: statusCount }, (_, number) => statusOf(number));

/** A range of so many parts is counted part by part, which reads no runs where a block of them lies inside. */
const fewParts = 3;

interface Counter {
  /** Counts in each part of a grid. */
  parts(checkId: number, grid: Grid, reach: Reach): readonly StatusCounts[];
  /** Counts over a range, the days in the middle of which are summed by SQLite. */
  total(checkId: number, range: Range, reach: Reach): StatusCounts;
}

export const createCounter = (db: Database, history: RunHistory): Counter => {
  const count = createPartCounter(db, history);
  return {
    parts: (checkId, grid, reach) => {
      const target = count(checkId, grid, reach);
      return Array.from({ length: grid.parts }, (_, part) => countsAt(target, part));
    },
    total: (checkId, { from, to }, reach) => {
      const days = db.get<CountedDay & { covered: number }>(
        `SELECT min(start) AS start, max(ends) AS ends, sum(ends - start) AS covered,
           sum(up) AS up, sum(degraded) AS degraded, sum(down) AS down, sum(unknown) AS unknown
         FROM day_counts WHERE check_id = ? AND start >= ? AND start < ? AND ends <= ?`,
        checkId,
        from,
        to,
        to,
      );
      const target = new Float64Array(statusCount);
      const addRange = (from: number, to: number) => {
        if (from < to) addAll(target, count(checkId, { from, to, parts: 1 }, reach));
      };
      // Between days that do not follow upon each other there are runs that are in no row.
      if (!days?.covered || days.covered < days.ends - days.start) addRange(from, to);
      else {
        addCounts(target, 0, days);
        addRange(from, days.start);
        addRange(days.ends, to);
      }
      return countsAt(target, 0);
    },
  };
};

/** Counts the runs of a check in each part of a grid: a column of statuses per part. */
const createPartCounter = (db: Database, history: RunHistory) => {
  const sources = { visit: history.visit, counts: createClosedCounts(history) };
  const hours = Array.from({ length: statusCount }, () => new Float64Array(mostHours));
  return (checkId: number, grid: Grid, reach: Reach): Float64Array => {
    const target = new Float64Array(grid.parts * statusCount);
    const rows = db.all<CountedDay>(
      `SELECT start, ends, up, degraded, down, unknown, hours FROM day_counts
       WHERE check_id = ? AND start > ? AND start < ? AND ends > ? ORDER BY start`,
      checkId,
      grid.from - longestDayMs,
      grid.to,
      grid.from,
    );
    cover(grid, reach, rows, {
      onDay: (part, day) => addCounts(target, part, day),
      openHours: ({ hours: encoded }) => {
        if (encoded) decodeHourCounts(encoded, hours);
        return encoded !== null;
      },
      onHour: (part, hour) => {
        for (let status = 0; status < statusCount; status++)
          add(target, part, status, hours[status]?.[hour] ?? 0);
      },
      onRuns: (from, to) => countRuns(sources, checkId, { grid, from, to }, target),
    });
    return target;
  };
};

const countRuns = (
  history: Pick<RunHistory, "visit" | "counts">,
  checkId: number,
  { grid, from, to }: Range & { readonly grid: Grid },
  target: Float64Array,
): void => {
  const [first, last] = [partOf(grid, from), partOf(grid, to - 1)];
  if (last - first >= fewParts) {
    history.visit(checkId, from, to, (slot, status) => add(target, partOf(grid, slot), status, 1));
    return;
  }
  for (let part = first, at = from; part <= last; part++) {
    const end = part === last ? to : firstOf(grid, part + 1);
    addCounts(target, part, history.counts(checkId, at, end));
    at = end;
  }
};

/** The first whole millisecond of a part. */
const firstOf = ({ from, to, parts }: Grid, part: number): number =>
  from + Math.ceil((part * (to - from)) / parts);

const add = (target: Float64Array, part: number, status: number, count: number): void => {
  const at = part * statusCount + status;
  target[at] = (target[at] ?? 0) + count;
};

const addCounts = (target: Float64Array, part: number, counts: StatusCounts): void => {
  for (let status = 0; status < statusCount; status++)
    add(target, part, status, counts[statuses[status] ?? "unknown"]);
};

const addAll = (target: Float64Array, source: Float64Array): void => {
  for (let at = 0; at < target.length; at++) target[at] = (target[at] ?? 0) + (source[at] ?? 0);
};

const countsAt = (target: Float64Array, part: number): StatusCounts => {
  const at = (status: number): number => target[part * statusCount + status] ?? 0;
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (let status = 0; status < statusCount; status++) counts[statuses[status] ?? "unknown"] = at(status);
  return counts;
};
