import { statSync } from "node:fs";
import { nextSlot, phaseOf } from "../../src/core/schedule.ts";
import type { RunRecord, Store } from "../../src/core/store.ts";
import { openStore } from "../../src/stores/registry.ts";
import { quantileOf, sortedOf } from "../measure/statistics.ts";
import type { ConfigFile } from "./config-file.ts";

export interface Window {
  /** Inclusive, epoch ms. */
  readonly from: number;
  /** Exclusive, epoch ms. */
  readonly to: number;
}

/** What the product's own records say of a window. */
export interface Records {
  /** Slots that the schedule has in the window. */
  readonly expected: number;
  /** Of them, those that have a run. */
  readonly held: number;
  /** Runs that began in the window, rechecks included. */
  readonly runs: number;
  /** Runs that did not find the target up. */
  readonly notUp: number;
  /** How long after its slot a run began, ms. */
  readonly lateness: {
    readonly p50: number;
    readonly p99: number;
    readonly p999: number;
    readonly max: number;
  };
}

/** Reads every run of the windows from the store of a server that has ended. */
export const readRecords = async (
  { store: address, ids, everyMs }: Pick<ConfigFile, "store" | "ids" | "everyMs">,
  windows: readonly Window[],
): Promise<readonly Records[]> => {
  const store = openStore(address);
  const first = Math.min(...windows.map(({ from }) => from));
  const tallies = windows.map((window) => ({
    window,
    expected: 0,
    held: 0,
    runs: 0,
    notUp: 0,
    late: [] as number[],
  }));
  try {
    for (const checkId of ids) {
      const records = await runsSince(store, checkId, first - everyMs);
      for (const tally of tallies) add(tally, checkId, records, everyMs);
    }
  } finally {
    await store.close();
  }
  return tallies.map(({ expected, held, runs, notUp, late }) => {
    const sorted = sortedOf(late);
    const at = (share: number) => quantileOf(sorted, share);
    const lateness = { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
    return { expected, held, runs, notUp, lateness };
  });
};

interface Tally {
  readonly window: Window;
  expected: number;
  held: number;
  runs: number;
  notUp: number;
  readonly late: number[];
}

const add = (tally: Tally, checkId: string, records: readonly RunRecord[], everyMs: number): void => {
  const { from, to } = tally.window;
  const phase = phaseOf(checkId, everyMs);
  const slots = new Set<number>();
  for (const { slot, startedAt, outcome } of records) {
    if (outcome.reason?.code === "run-missed") continue;
    if (startedAt >= from && startedAt < to) tally.runs += 1;
    if (slot < from || slot >= to) continue;
    slots.add(slot);
    if (outcome.status !== "up") tally.notUp += 1;
    tally.late.push(startedAt - slot);
  }
  for (let slot = nextSlot(from - 1, everyMs, phase); slot < to; slot += everyMs) {
    tally.expected += 1;
    if (slots.has(slot)) tally.held += 1;
  }
};

const runsSince = async (store: Store, checkId: string, since: number): Promise<readonly RunRecord[]> => {
  const found: RunRecord[] = [];
  let before: string | undefined;
  do {
    const page = await store.runs.list({ checkId, limit: 200, ...(before !== undefined && { before }) });
    found.push(...page.items);
    before = page.next;
  } while (before !== undefined && (found.at(-1)?.slot ?? 0) >= since);
  return found;
};

/** Bytes of a database with what belongs to it. */
export const storedBytes = (databaseFile: string): number =>
  [databaseFile, `${databaseFile}-wal`].reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
