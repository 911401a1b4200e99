import { z } from "zod";
import { addDays } from "../../core/day.ts";
import type { Day, Ledger } from "../../core/ledger.ts";
import type { ListedRepository, SelectedBy } from "../github/selection.ts";

const span = z.object({
  from: z.string(),
  to: z.string().optional(),
  oid: z.string().optional(),
  after: z.string().optional(),
  counts: z.record(z.string(), z.int()).optional(),
});

/**
 * Days of one repository that are still to be counted, or compared. Without `to` it is open: the newest. Where pages
 * of it were read, `counts` has what they came to, and the next is that of the history of `oid` after `after`.
 */
export type Span = Readonly<z.output<typeof span>>;

const progress = z.object({
  by: z.string(),
  name: z.string(),
  isFork: z.boolean(),
  isArchived: z.boolean(),
  isPrivate: z.boolean(),
  asked: z.string().optional(),
  head: z.string(),
  from: z.string(),
  until: z.string(),
  count: z.array(span).readonly(),
  verify: z.array(span).readonly(),
});

/** How far one repository is counted, kept from run to run. */
export interface Progress extends SelectedBy {
  /** What the numbers depend on beside the history: zone and author. Others are counted anew. */
  readonly by: string;
  /** The newest commit that the days outside `count` and `verify` are counted for; empty where there is none. */
  readonly head: string;
  /** The first day that is counted or in `count`. */
  readonly from: Day;
  /** The last day that was written. */
  readonly until: Day;
  /** Not counted yet, the newest first. */
  readonly count: readonly Span[];
  /** Counted for an older head: GitHub's totals have to be as the ledger's. */
  readonly verify: readonly Span[];
}

const key = (part: string): string => `repository:${part}`;

/** An older form of what was kept, or damage, is as nothing: the repository is counted anew. */
const parseProgress = (text: string): Progress | undefined => {
  try {
    const found = progress.safeParse(JSON.parse(text));
    return found.success ? found.data : undefined;
  } catch {
    return undefined;
  }
};

export const readProgress = async (ledger: Ledger, part: string): Promise<Progress | undefined> => {
  const text = await ledger.memo(key(part));
  return text === undefined ? undefined : parseProgress(text);
};

/** The memos that keep the progress of some repositories. */
export const progressMemos = (known: ReadonlyMap<string, Progress>): Record<string, string> =>
  Object.fromEntries([...known].map(([part, found]) => [key(part), JSON.stringify(found)]));

/** How many of the newest days are counted anew for every new head, so that moved commits move. */
export const recentDays = 7;

/** The first of the days that are counted anew for every new head. */
export const recentFrom = (today: Day): Day => addDays(today, 1 - recentDays);

const later = (left: Day, right: Day): Day => (left > right ? left : right);
const earlier = (left: Day, right: Day): Day => (left < right ? left : right);

/** What of `spans` lies before `day`. */
const before = (spans: readonly Span[], day: Day): Span[] =>
  spans.flatMap((span) => {
    if (span.from >= day) return [];
    return span.to !== undefined && span.to < day ? [span] : [{ from: span.from, to: addDays(day, -1) }];
  });

interface Now {
  readonly today: Day;
  /** The first day of all. */
  readonly from: Day;
  readonly by: string;
}

const headOf = ({ branch }: ListedRepository): string => branch?.head ?? "";

/** A repository that was not seen before, or is to be counted by other rules. */
const begun = (repository: ListedRepository, { today, from, by }: Now): Progress => {
  const { name, isFork, isArchived, isPrivate, asked } = repository;
  const titled = { name, isFork, isArchived, isPrivate, ...(asked !== undefined && { asked }) };
  return {
    ...titled,
    by,
    head: headOf(repository),
    from,
    until: addDays(today, -1),
    count: [{ from }],
    verify: [],
  };
};

/**
 * What is to be done for a repository as it is listed now. The newest days are counted anew when its head has moved;
 * older ones are then compared by their totals, for a merge brings commits of weeks ago, and a forced push takes some.
 */
export const planned = (repository: ListedRepository, known: Progress | undefined, now: Now): Progress => {
  const fresh = begun(repository, now);
  if (known?.by !== now.by || (fresh.head === "" && known.head !== "")) return fresh;
  let { count, verify } = known;
  const from = earlier(known.from, now.from);
  if (from < known.from) count = [...count, { from, to: addDays(known.from, -1) }];
  if (known.head !== fresh.head) {
    const recent = later(earlier(recentFrom(now.today), known.until), from);
    count = [{ from: recent }, ...before(count, recent)];
    verify = from < recent ? [{ from, to: addDays(recent, -1) }] : [];
  }
  return { ...fresh, from, until: known.until, count, verify };
};

/** Whether some day from `from` on, until `to`, is not counted for the head. */
export const isOpen = ({ count }: Progress, from: Day, to: Day): boolean =>
  count.some((span) => span.from <= to && (span.to === undefined || span.to >= from));
