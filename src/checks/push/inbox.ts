import { z } from "zod";
import { addDays, dayOf } from "../../core/day.ts";
import type { DayValue, Ledger } from "../../core/ledger.ts";
import type { Unit } from "../../core/outcome.ts";
import type { Push, PushReceipt } from "../../core/push.ts";

/*
 * Pushes wait in memos of their own, numbered. Whoever takes them writes the number of the last one, whoever runs them
 * the number of the last one that ran: neither writes what the other does, so that both may work at once.
 */

/** So many pushes are remembered by what their senders called them. */
const rememberedIds = 200;
/** A sender's clock may be ahead of ours. */
const aheadMs = 300_000;

const tail = z.object({
  sequence: z.number(),
  /** By reading: the time of its newest value, epoch ms. */
  newest: z.record(z.string(), z.number()),
  newestAt: z.number(),
  recent: z.array(z.tuple([z.string(), z.number()])),
});
type Tail = z.output<typeof tail>;

const push = z.object({
  id: z.string(),
  at: z.number(),
  readings: z.record(z.string(), z.number()),
  status: z.enum(["up", "degraded", "down"]).optional(),
  message: z.string().optional(),
});

const standing = z.object({
  at: z.number(),
  status: z.enum(["up", "degraded", "down"]),
  message: z.string(),
  /** By reading: value and time. */
  readings: z.record(z.string(), z.tuple([z.number(), z.number()])),
});
/** What the pushes up to now come to. */
export type Standing = z.output<typeof standing>;

const progress = z.object({
  /** The number of the last push that has run. */
  sequence: z.number(),
  /** When the check ran first, epoch ms. */
  since: z.number(),
  standing: standing.optional(),
});
export type Progress = z.output<typeof progress>;

const tailKey = "push.tail";
const progressKey = "push.progress";
const itemKey = (sequence: number): string => `push.${sequence}`;

const read = async <S extends z.ZodType>(
  ledger: Ledger,
  key: string,
  schema: S,
): Promise<z.output<S> | undefined> => {
  const memo = await ledger.memo(key);
  return memo === undefined ? undefined : schema.parse(JSON.parse(memo));
};

const readTail = async (ledger: Ledger): Promise<Tail> =>
  (await read(ledger, tailKey, tail)) ?? { sequence: 0, newest: {}, newestAt: 0, recent: [] };

/** How far the pushes have run; absent before the first run. */
export const readProgress = (ledger: Ledger): Promise<Progress | undefined> =>
  read(ledger, progressKey, progress);

/** The oldest push that has not run yet. */
export const nextPush = async (
  ledger: Ledger,
  after: number,
): Promise<{ readonly push: Push; readonly sequence: number } | undefined> => {
  const sequence = after + 1;
  const found = await read(ledger, itemKey(sequence), push);
  return found && { push: found, sequence };
};

/** Notes how far the pushes have run, and forgets the one that has. */
export const writeProgress = (ledger: Ledger, after: Progress): Promise<void> =>
  ledger.write({ memos: { [progressKey]: JSON.stringify(after), [itemKey(after.sequence)]: null } });

interface Inlet {
  readonly units: Readonly<Record<string, Unit>>;
  readonly timezone: string;
}

type Problems = Extract<PushReceipt, { kind: "refused" }>["problems"];

const problemsOf = ({ readings, at }: Push, { units }: Inlet, now: number): Problems => {
  const known = Object.keys(units);
  const allowed = known.length > 0 ? `this check takes ${known.join(", ")}` : "this check takes none";
  const unknown = Object.keys(readings).filter((name) => !Object.hasOwn(units, name));
  return [
    ...unknown.map((name) => ({
      path: `readings.${name}`,
      message: `is no reading of this check: ${allowed}`,
    })),
    ...(at > now + aheadMs ? [{ path: "at", message: "must not be more than 5 minutes ahead" }] : []),
  ];
};

/** The value of the day before as it stays, when this is the first one of a new day. */
const finished = async (
  ledger: Ledger,
  reading: string,
  newest: number | undefined,
  day: string,
  zone: string,
) => {
  const before = newest === undefined ? day : dayOf(newest, zone);
  if (before >= day) return [];
  const days = await ledger.days({ reading, part: "", from: before, to: addDays(before, 1) });
  return days.map((value) => ({ ...value, provisional: false }));
};

/**
 * What a push says of its day. Of one day the value with the latest time holds; of a day that has passed, the one that
 * came last, so that a wrong one can be put right.
 */
const daysOf = async (
  { readings, at }: Push,
  { newest }: Tail,
  { units, timezone }: Inlet,
  { ledger, now }: { readonly ledger: Ledger; readonly now: number },
): Promise<readonly DayValue[]> => {
  const day = dayOf(at, timezone);
  const provisional = day >= dayOf(now, timezone);
  const days: DayValue[] = [];
  for (const [reading, value] of Object.entries(readings)) {
    const latest = newest[reading];
    if (latest !== undefined && at < latest && dayOf(latest, timezone) === day) continue;
    days.push(...(await finished(ledger, reading, latest, day, timezone)));
    days.push({ reading, part: "", day, value, unit: units[reading] ?? "count", provisional });
  }
  return days;
};

const afterPush = ({ sequence, newest, newestAt, recent }: Tail, { id, at, readings }: Push): Tail => ({
  sequence: sequence + 1,
  newestAt: Math.max(newestAt, at),
  newest: {
    ...newest,
    ...Object.fromEntries(Object.keys(readings).map((name) => [name, Math.max(at, newest[name] ?? at)])),
  },
  recent: [...recent, [id, sequence + 1] as [string, number]].slice(-rememberedIds),
});

/** Takes a push in: its day values and its place in the line, in one transaction. One at a time for a check. */
export const takePush = async (
  found: Push,
  inlet: Inlet,
  to: { readonly ledger: Ledger; readonly now: number },
): Promise<PushReceipt> => {
  const { ledger, now } = to;
  const problems = problemsOf(found, inlet, now);
  if (problems.length > 0) return { kind: "refused", problems };
  const before = await readTail(ledger);
  const known = before.recent.find(([id]) => id === found.id)?.[1];
  const sequence = known ?? before.sequence + 1;
  if (known === undefined)
    await ledger.write({
      days: await daysOf(found, before, inlet, to),
      memos: {
        [tailKey]: JSON.stringify(afterPush(before, found)),
        [itemKey(sequence)]: JSON.stringify(found),
      },
    });
  return {
    kind: "taken",
    isKnown: known !== undefined,
    isLate: found.at < before.newestAt,
    hasRun: async () => ((await readProgress(ledger))?.sequence ?? 0) >= sequence,
  };
};
