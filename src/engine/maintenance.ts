import { Cron } from "croner";
import type { MaintenanceWindow } from "../core/config.ts";

const dayMs = 86_400_000;

/** One occurrence of a cron window never lasts longer, whatever its duration says: a typing error ends by itself. */
export const maxCronWindowMs = 7 * dayMs;
/** A window with two dates never lasts longer, counted from its beginning. */
export const maxOnceWindowMs = 31 * dayMs;

/** How many joined occurrences are followed to find the end; cron windows may overlap without end. */
const maxJoined = 100;

export interface MaintenanceAt {
  readonly active: boolean;
  /** When active: the end of all windows that overlap or touch, epoch ms; of the first 100 when they never end. */
  readonly until?: number;
  /** When active: of the windows in force, the one that lasts longest by itself. */
  readonly window?: MaintenanceWindow;
  /** When this answer is next worth asking for again: `until`, or the next window's beginning. Absent for never. */
  readonly nextChangeAt?: number;
}

/** Half-open: `from` belongs to it, `until` does not. */
interface Span {
  readonly window: MaintenanceWindow;
  readonly from: number;
  readonly until: number;
}

/**
 * What maintenance means for a check at `now`: the union of the windows that name it, its group, or nothing.
 *
 * Cron is wall-clock time in the window's zone, and the duration is elapsed time from there. When the clock goes
 * forward, a start at named hours that the night skips takes place as soon as the gap is over; when it goes back, a
 * start that the night has twice takes place the first time only. Starts by `*` or a step (`*\/15 * * * *`) follow
 * elapsed time: none in the gap, both when repeated.
 * @throws {Error} for a cron expression or zone that the configuration should have refused
 */
export const maintenanceAt = (
  windows: readonly MaintenanceWindow[],
  check: { readonly id: string; readonly group?: string },
  now: number,
): MaintenanceAt => {
  const mine = windows.filter((window) => concernedBy(window, check));
  const current = lastToEnd(mine, now);
  if (!current) {
    const starts = mine.flatMap((window) => nextStart(window, now) ?? []);
    return { active: false, ...(starts.length > 0 && { nextChangeAt: Math.min(...starts) }) };
  }
  let until = current.until;
  for (let joined = 1; joined < maxJoined; joined++) {
    const next = lastToEnd(mine, until);
    if (!next) break;
    until = next.until;
  }
  return { active: true, until, window: current.window, nextChangeAt: until };
};

/** True when the window names the check, its group, or nothing. */
export const concernedBy = (
  { checks }: MaintenanceWindow,
  { id, group }: { readonly id: string; readonly group?: string },
): boolean => checks.length === 0 || checks.includes(id) || (group !== undefined && checks.includes(group));

/** Of the occurrences in force at `at`, the one that ends last. */
const lastToEnd = (windows: readonly MaintenanceWindow[], at: number): Span | undefined =>
  windows
    .flatMap((window) => latestSpan(window, at) ?? [])
    .filter(({ from, until }) => from <= at && at < until)
    .reduce<Span | undefined>(
      (found, span) => (found && found.until >= span.until ? found : span),
      undefined,
    );

/** The latest occurrence that has begun by `at`. All occurrences of a window last equally long, so it ends last too. */
const latestSpan = (window: MaintenanceWindow, at: number): Span | undefined => {
  const { when } = window;
  if (when.kind === "once")
    return { window, from: when.from, until: Math.min(when.until, when.from + maxOnceWindowMs) };
  const [start] = cronOf(when).previousRuns(1, new Date(at + 1));
  const from = start?.getTime();
  return from === undefined
    ? undefined
    : { window, from, until: from + Math.min(when.durationMs, maxCronWindowMs) };
};

const nextStart = (window: MaintenanceWindow, now: number): number | undefined => {
  const { when } = window;
  if (when.kind === "once") return when.from > now && when.until > when.from ? when.from : undefined;
  return when.durationMs > 0 ? cronOf(when).nextRun(new Date(now))?.getTime() : undefined;
};

type CronTimes = Extract<MaintenanceWindow["when"], { readonly kind: "cron" }>;

/** Parsing takes longer than asking; configurations are immutable, so an entry is good as long as its window. */
const parsed = new WeakMap<CronTimes, Cron>();

const cronOf = (when: CronTimes): Cron => {
  const known = parsed.get(when);
  if (known) return known;
  const cron = new Cron(when.cron, { timezone: when.timezone, fixedTimeRule: "no-wildcard" });
  parsed.set(when, cron);
  return cron;
};
