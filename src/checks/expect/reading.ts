import { z } from "zod";
import type { Ledger } from "../../core/ledger.ts";
import type { Judgement, Reading } from "../../core/outcome.ts";
import type { Redact } from "./judgement.ts";
import { boundsJudge, missingJudge } from "./reading-bounds.ts";
import { changeJudge } from "./reading-change.ts";
import { memoOf, memoryNeeds, recall, type Remembered } from "./reading-memory.ts";
import { readingExpectation, type ReadingExpectation, type ReadingRange } from "./reading-options.ts";
import { staleJudge } from "./reading-stale.ts";
import { isOfToday, type JudgeSurroundings, type Standing } from "./reading-standing.ts";

export { readingExpectation, type ReadingExpectation } from "./reading-options.ts";

/** Reading names are `snake_case`. */
export const readingName = () =>
  z
    .string()
    .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, "must be a name such as queue_depth")
    .max(64);

/** By reading. Absent and empty both mean that nothing is expected. */
export type ReadingExpectations = Readonly<Partial<Record<string, readonly ReadingExpectation[]>>>;

type Fields<Name extends string> = Record<Name, z.ZodOptional<ReturnType<typeof readingExpectation>>>;

const described = "What readings must be, by name";

/**
 * One optional field for each name, to be spread into a strict object that has other fields beside them. The names are
 * a list, or a map to what their readings can be at all. The keys are the names, hence the cast.
 */
export const readingFields = <Name extends string>(
  names: readonly Name[] | Readonly<Record<Name, ReadingRange>>,
): Fields<Name> => {
  const ranges: readonly (readonly [string, ReadingRange])[] = Array.isArray(names)
    ? names.map((name: string) => [name, {}] as const)
    : Object.entries(names);
  const fields = ranges.map(([name, range]) => [name, readingExpectation(range).optional()] as const);
  return Object.fromEntries(fields) as Fields<Name>;
};

/** Expectations by reading, where the type knows its readings: other names are refused, with the one that is meant. */
export const readingExpectations = <Name extends string>(
  names: readonly Name[] | Readonly<Record<Name, ReadingRange>>,
) => z.strictObject(readingFields(names)).meta({ description: described });

/** Expectations by reading, where the readings are whatever the target says. */
export const anyReadingExpectations = () =>
  z.record(readingName(), readingExpectation()).meta({ description: described });

/** When and with what a run's readings are judged. */
export interface ReadingMoment {
  /** Epoch ms. */
  readonly now: number;
  /** Needed where `usesLedger` says so; without one, nothing from before is known. */
  readonly ledger?: Ledger | undefined;
  /** By reading: when its source says that the number came about, epoch ms. Default `now`. */
  readonly times?: Readonly<Partial<Record<string, number>>>;
}

export interface ReadingJudge {
  /** Something from before has to be known: pass it on in `PreparedCheck`. */
  readonly usesLedger: boolean;
  /**
   * Holds every expectation against a run's readings, and remembers what the next run needs. Judgements come out
   * bounded and without secrets. Rejects with the ledger's `StoreError`.
   */
  judge(readings: readonly Reading[], moment: ReadingMoment): Promise<readonly Judgement[]>;
}

/** Judges one expectation; knows nothing of the runs before. */
const createPart = (name: string, expectation: ReadingExpectation, from: JudgeSurroundings) => ({
  name,
  expectation,
  stale: staleJudge(name, expectation, from),
  missing: missingJudge(name, expectation, from),
  bounds: boundsJudge(name, expectation, from),
  change: changeJudge(name, expectation, from),
});

type Part = ReturnType<typeof createPart>;

interface Source {
  readonly found: Reading | undefined;
  readonly memory: Remembered | undefined;
  readonly moment: ReadingMoment;
}

/**
 * What counts as the value now. One of an earlier run stands only where the expectation says for how long; with `by`,
 * one that came about before today never does.
 */
const standingOf = ({ by, stale }: ReadingExpectation, source: Source, timezone: string): Standing => {
  const { found, memory, moment } = source;
  const { now, times } = moment;
  const at = found ? (times?.[found.name] ?? now) : memory?.last.at;
  if (at === undefined) return { now };
  const reading = found ?? (stale !== undefined && now - at <= stale ? lastReading(memory) : undefined);
  const isOld = by !== undefined && !isOfToday(at, now, timezone);
  return { now, at, ...(reading && !isOld && { reading }) };
};

/** The name does not matter any more. */
const lastReading = (memory: Remembered | undefined): Reading | undefined =>
  memory && { name: "", value: memory.last.value, unit: memory.last.unit };

const judgePart = async (part: Part, source: Source, timezone: string): Promise<readonly Judgement[]> => {
  const standing = standingOf(part.expectation, source, timezone);
  const { reading, at = standing.now, now } = standing;
  const stale = part.stale?.(standing);
  const judgements = stale ? [stale] : [];
  if (!reading) return stale && stale.status !== "up" ? judgements : [...judgements, part.missing(standing)];
  const bounds = part.bounds?.(standing);
  if (bounds) judgements.push(bounds);
  const { memory, moment } = source;
  if (part.change)
    judgements.push(
      await part.change({ reading: { ...reading, name: part.name }, at, now, memory, ledger: moment.ledger }),
    );
  return judgements;
};

/** Prepares the expectations of a check; nothing of a run is kept in here, all of it in the ledger. */
export const createReadingJudge = (
  expectations: ReadingExpectations,
  { timezone = "UTC", redact }: { readonly timezone?: string | undefined; readonly redact: Redact },
): ReadingJudge => {
  const lines = Object.entries(expectations).flatMap(([name, list = []]) => {
    const parts = list.map((expectation) => createPart(name, expectation, { timezone, redact }));
    return parts.length > 0 ? [{ name, parts, needs: memoryNeeds(list) }] : [];
  });
  return {
    usesLedger: lines.some(({ needs }) => needs !== undefined),
    judge: async (readings, moment) => {
      const { ledger, now, times } = moment;
      const judgements: Judgement[] = [];
      const memos: (readonly [string, string])[] = [];
      for (const { name, parts, needs } of lines) {
        const found = readings.find((reading) => reading.name === name);
        const known = needs && ledger && (await recall(name, ledger));
        // A value in another unit is another number.
        const memory = found && known?.last.unit !== found.unit ? undefined : known;
        const before = judgements.length;
        for (const part of parts)
          judgements.push(...(await judgePart(part, { found, memory, moment }, timezone)));
        if (!found || !needs) continue;
        const isMissed = judgements.slice(before).some(({ reason }) => reason?.code === "reading-changed");
        const memo = memoOf(
          memory,
          { reading: found, at: times?.[name] ?? now, now, isMissed },
          needs,
          timezone,
        );
        if (memo) memos.push(memo);
      }
      if (ledger && memos.length > 0) await ledger.write({ memos: Object.fromEntries(memos) });
      return judgements;
    },
  };
};
