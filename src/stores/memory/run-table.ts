import type { Unit } from "../../core/outcome.ts";
import type { Range, RunRecord } from "../../core/store.ts";
import { unknownUnit } from "../extent.ts";
import { keptRun } from "../kept-run.ts";

/** Runs by check, newest first; of one slot, locations in the order of their names. */
export interface RunTable {
  add(run: RunRecord): void;
  prune(before: number): void;
  all(): ReadonlyMap<string, readonly RunRecord[]>;
  in(checkId: string, range: Range): readonly RunRecord[];
  /** A name that has come in several units is answered in the one that appeared last and has values in the range. */
  values(checkId: string, name: string, range: Range): Values;
}

interface Values {
  readonly unit: Unit;
  readonly values: readonly { readonly slot: number; readonly value: number }[];
}

const comesBefore = (left: RunRecord, right: RunRecord): boolean =>
  left.slot > right.slot || (left.slot === right.slot && left.location < right.location);

const isSame = (left: RunRecord, right: RunRecord): boolean =>
  left.slot === right.slot && left.location === right.location;

export const createRunTable = (): RunTable => {
  const runsOf = new Map<string, RunRecord[]>();
  /** Units of a reading's name in the order that they appeared. */
  const unitsOf = new Map<string, Set<Unit>>();
  const within = (checkId: string, { from, to }: Range) =>
    (runsOf.get(checkId) ?? []).filter(({ slot }) => slot >= from && slot < to);

  return {
    add: (record) => {
      const run = keptRun(record);
      for (const { name, unit } of run.outcome.readings)
        unitsOf.set(name, (unitsOf.get(name) ?? new Set()).add(unit));
      const runs = runsOf.get(run.checkId) ?? [];
      const next = runs.findIndex((other) => !comesBefore(other, run));
      const at = next < 0 ? runs.length : next;
      const isKnown = next >= 0 && isSame(runs[next] ?? run, run);
      runs.splice(at, isKnown ? 1 : 0, run);
      runsOf.set(run.checkId, runs);
    },
    prune: (before) => {
      for (const [checkId, runs] of runsOf) {
        const kept = runs.filter(({ slot }) => slot >= before);
        if (kept.length > 0) runsOf.set(checkId, kept);
        else runsOf.delete(checkId);
      }
    },
    all: () => runsOf,
    in: within,
    values: (checkId, name, range) => {
      const runs = within(checkId, range);
      const units = [...(unitsOf.get(name) ?? [])].reverse();
      const found = units.map((unit) => ({
        unit,
        values: runs.flatMap(({ slot, outcome }) =>
          outcome.readings
            .filter((reading) => reading.name === name && reading.unit === unit)
            .map(({ value }) => ({ slot, value })),
        ),
      }));
      return found.find(({ values }) => values.length > 0) ?? { unit: units[0] ?? unknownUnit, values: [] };
    },
  };
};
