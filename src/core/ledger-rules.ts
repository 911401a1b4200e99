import type { DayValue, FeedEntry, LedgerChange } from "./ledger.ts";
import { StoreError } from "./store.ts";

/** The rules that every ledger keeps, wherever it lies. */

/** How many entries of a check are kept: the latest. */
export const keptEntries = 1000;

/** What entries are ordered by, epoch ms. */
export const timeOfEntry = ({ publishedAt, seenAt }: FeedEntry): number => publishedAt ?? seenAt;

/**
 * What becomes of a day's value. Under `max` the greater value holds and what was final stays final, for a day that
 * comes to lie at the edge of what its source shows was seen whole before; values of two units are not compared.
 */
export const mergedDay = (
  kept: DayValue | undefined,
  found: DayValue,
  merge: LedgerChange["merge"],
): DayValue =>
  merge === "max" && kept?.unit === found.unit && kept.value >= found.value
    ? { ...kept, provisional: kept.provisional && found.provisional }
    : found;

/** Whether a change is one that whoever follows has to see. */
export const isSameDay = (left: DayValue | undefined, right: DayValue): boolean =>
  left !== undefined &&
  left.value === right.value &&
  left.unit === right.unit &&
  left.provisional === right.provisional;

/**
 * Refuses what no ledger can keep, before any of it is written.
 * @throws {StoreError} `store-refused`
 */
export const requireWritable = ({ days = [], snapshots = [], entries = [] }: LedgerChange): void => {
  for (const { reading, part, day, value } of days) {
    if (!isDay(day))
      throw refusal(`the day ${JSON.stringify(day)} of ${reading} is not written as 2026-11-22`);
    if (!Number.isFinite(value)) throw refusal(`${reading} of ${day}${part && ` (${part})`} is not a number`);
  }
  for (const { name, at, rows } of snapshots) {
    if (!Number.isSafeInteger(at))
      throw refusal(`the time of the table ${name} is not in whole milliseconds`);
    if (rows.some((row) => row.some((cell) => typeof cell === "number" && !Number.isFinite(cell))))
      throw refusal(`a cell of the table ${name} is not a number`);
  }
  for (const { id, seenAt, publishedAt = 0 } of entries)
    if (!Number.isSafeInteger(seenAt) || !Number.isSafeInteger(publishedAt))
      throw refusal(`a time of the entry ${id} is not in whole milliseconds`);
};

/** True for a day of the calendar written as `2026-11-22`. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};

const refusal = (what: string): StoreError =>
  new StoreError(
    "store-refused",
    `The ledger does not take this: ${what}`,
    "Please report this as a bug of the check type",
  );
