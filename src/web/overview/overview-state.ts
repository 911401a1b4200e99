import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { CheckSummary, Overview, Tick } from "../../http/schemas.ts";
import { applyTick, wantsRefresh } from "../live/apply-tick.ts";
import { arrange, countMoved, type Arrangement } from "./arrange.ts";
import type { LookCounts } from "../../http/look.ts";
import { countLooks } from "./sentence.ts";

/** What the overview shows, live: one signal per check, so that a tick redraws only what it names. */
export interface OverviewState {
  check(id: string): ReadonlySignal<CheckSummary> | undefined;
  readonly arrangement: ReadonlySignal<Arrangement>;
  readonly counts: ReadonlySignal<LookCounts>;
  readonly asOf: ReadonlySignal<number>;
  readonly troubles: ReadonlySignal<Overview["troubles"]>;
  /** The groups of an installation too large to show every check. */
  readonly groups: ReadonlySignal<Overview["groups"]>;
  /** How many checks stand where they no longer belong. */
  readonly moved: ReadonlySignal<number>;
  /** Answers true when the whole overview should be asked for. */
  tick(tick: Tick): boolean;
  replace(overview: Overview): void;
  /** Marks what has had no run for too long. */
  age(now: number): void;
  rearrange(): void;
}

export const createOverviewState = (first: Overview): OverviewState => {
  const signals = new Map<string, Signal<CheckSummary>>(
    first.checks.map((check) => [check.id, signal(check)]),
  );
  const asOf = signal(first.asOf);
  const latest = signal(first);
  const arrangement = signal(arrange(first.checks));
  const checks = computed(() => latest.value.checks.flatMap(({ id }) => signals.get(id)?.value ?? []));
  return {
    check: (id) => signals.get(id),
    arrangement,
    asOf,
    troubles: computed(() => latest.value.troubles),
    groups: computed(() => latest.value.groups),
    counts: computed(() => countLooks(checks.value, latest.value.unlisted)),
    moved: computed(() => countMoved(arrangement.value, checks.value)),
    tick: (tick) =>
      batch(() => {
        asOf.value = tick.t;
        let refresh = tick.refresh === true;
        for (const change of tick.checks) {
          const check = signals.get(change.id);
          refresh ||= !check || wantsRefresh(check.peek(), change);
          if (check) check.value = applyTick(check.peek(), change);
        }
        return refresh;
      }),
    replace: (overview) =>
      batch(() => {
        for (const check of overview.checks) {
          const known = signals.get(check.id);
          if (known) known.value = check;
          else signals.set(check.id, signal(check));
        }
        asOf.value = overview.asOf;
        latest.value = overview;
      }),
    age: (now) =>
      batch(() => {
        for (const check of signals.values()) {
          const { lastRunAt, everyMs, stale } = check.peek();
          const isOld = lastRunAt !== undefined && now - lastRunAt > 2.5 * everyMs + graceMs;
          if (isOld && !stale) check.value = { ...check.peek(), stale: true };
        }
      }),
    rearrange: () => void (arrangement.value = arrange(checks.peek())),
  };
};

/** A run may take its time limit, which the page does not know; the usual greatest is 30 s. */
const graceMs = 30_000;
