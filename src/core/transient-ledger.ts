import { isSameDay, keptEntries, mergedDay, requireWritable, timeOfEntry } from "./ledger-rules.ts";
import type {
  ChangedDay,
  DaySeries,
  DayValue,
  FeedEntry,
  Ledger,
  LedgerChange,
  LedgerStore,
  Snapshot,
} from "./ledger.ts";

/** What one check keeps. Keys of `days` and `snapshots` are JSON lists of what identifies them. */
interface Kept {
  readonly memos: Map<string, string>;
  readonly parts: Map<string, string>;
  readonly days: Map<string, ChangedDay>;
  readonly snapshots: Map<string, Snapshot>;
  readonly entries: Map<string, FeedEntry>;
}

const compare = (left: string | number, right: string | number): number =>
  left < right ? -1 : Number(left > right);

const emptyKept = (): Kept => ({
  memos: new Map(),
  parts: new Map(),
  days: new Map(),
  snapshots: new Map(),
  entries: new Map(),
});

const latestFirst = (entries: Iterable<FeedEntry>): FeedEntry[] =>
  [...entries].sort((left, right) => timeOfEntry(right) - timeOfEntry(left) || compare(left.id, right.id));

const withoutPlace = ({ reading, part, day, value, unit, provisional }: ChangedDay): DayValue => ({
  reading,
  part,
  day,
  value,
  unit,
  provisional,
});

/** Everything but the days, which have their place in the order of all changes. */
const writeRest = (
  kept: Kept,
  { parts = [], snapshots = [], entries = [], memos = {} }: LedgerChange,
): void => {
  for (const { part, title } of parts) kept.parts.set(part, title);
  for (const snapshot of snapshots)
    kept.snapshots.set(JSON.stringify([snapshot.name, snapshot.part, snapshot.at]), snapshot);
  for (const entry of entries) {
    const seenAt = kept.entries.get(entry.id)?.seenAt ?? entry.seenAt;
    kept.entries.set(entry.id, { ...entry, seenAt });
  }
  for (const { id } of latestFirst(kept.entries.values()).slice(keptEntries)) kept.entries.delete(id);
  for (const [key, memo] of Object.entries(memos))
    if (memo === null) kept.memos.delete(key);
    else kept.memos.set(key, memo);
};

const seriesOf = (kept: Kept): readonly DaySeries[] => {
  const found = new Map<string, DaySeries>();
  for (const { reading, part, day, unit } of kept.days.values()) {
    const key = JSON.stringify([reading, part]);
    const known = found.get(key) ?? { reading, part, unit, first: day, last: day };
    found.set(key, {
      ...known,
      unit: day >= known.last ? unit : known.unit,
      first: day < known.first ? day : known.first,
      last: day > known.last ? day : known.last,
    });
  }
  return [...found.values()].sort(
    (left, right) => compare(left.reading, right.reading) || compare(left.part, right.part),
  );
};

const tablesOf = ({ snapshots }: Kept): Awaited<ReturnType<LedgerStore["tables"]>> => {
  const found = new Map(
    [...snapshots.values()].map(({ name, part }) => [JSON.stringify([name, part]), { name, part }]),
  );
  return [...found.values()].sort(
    (left, right) => compare(left.name, right.name) || compare(left.part, right.part),
  );
};

const createLedger = (kept: () => Kept, write: Ledger["write"]): Ledger => ({
  memo: async (key) => kept().memos.get(key),
  days: async ({ reading, part, from, to }) =>
    [...kept().days.values()]
      .filter(
        (value) =>
          value.reading === reading &&
          (part === undefined || value.part === part) &&
          value.day >= from &&
          value.day < to,
      )
      .sort((left, right) => compare(left.day, right.day) || compare(left.part, right.part))
      .map(withoutPlace),
  snapshots: async ({ name, part, limit }) =>
    [...kept().snapshots.values()]
      .filter((snapshot) => snapshot.name === name && snapshot.part === part)
      .sort((left, right) => right.at - left.at)
      .slice(0, limit),
  entries: async (limit) => latestFirst(kept().entries.values()).slice(0, limit),
  parts: async () =>
    [...kept().parts]
      .map(([part, title]) => ({ part, title }))
      .sort((left, right) => compare(left.part, right.part)),
  write,
});

/**
 * Ledgers that end with the process: the plain statement of what every ledger answers.
 * `requireOpen` is called before each answer and throws once there is none any more.
 */
export const createTransientLedgers = (requireOpen: () => void = () => undefined): LedgerStore => {
  const keptOf = new Map<string, Kept>();
  const changed = new Map<number, ChangedDay>();
  let lastSequence = 0;

  const kept = (checkId: string): Kept => {
    requireOpen();
    return keptOf.get(checkId) ?? emptyKept();
  };
  const writeDay = (checkId: string, { days }: Kept, found: DayValue, merge: LedgerChange["merge"]): void => {
    const key = JSON.stringify([found.reading, found.part, found.day]);
    const known = days.get(key);
    const merged = mergedDay(known, { ...found, value: found.value + 0 }, merge);
    if (isSameDay(known, merged)) return;
    lastSequence += 1;
    const day = { ...merged, checkId, sequence: lastSequence };
    if (known) changed.delete(known.sequence);
    changed.set(lastSequence, day);
    days.set(key, day);
  };

  return {
    of: (checkId) =>
      createLedger(
        () => kept(checkId),
        async (change) => {
          const own = kept(checkId);
          requireWritable(change);
          keptOf.set(checkId, own);
          for (const day of change.days ?? []) writeDay(checkId, own, day, change.merge);
          writeRest(own, change);
        },
      ),
    series: async (checkId) => seriesOf(kept(checkId)),
    tables: async (checkId) => tablesOf(kept(checkId)),
    changes: async (after, limit) => {
      requireOpen();
      return [...changed.values()].filter(({ sequence }) => sequence > after).slice(0, limit);
    },
  };
};

/** The ledger of one check that ends with the process: for a check that is run once, and for tests. */
export const createTransientLedger = (): Ledger => createTransientLedgers().of("");
