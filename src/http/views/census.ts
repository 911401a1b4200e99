import type { Clock } from "../../core/clock.ts";
import type { LiveCheck, Lookout, Tally } from "../../engine/lookout.ts";
import { lookOf, looks, needsAttention, noLooks, type Look } from "../look.ts";
import type { Overview } from "../schemas.ts";
import { eachInSlices } from "../slices.ts";
import { isStale, overlaysOf } from "./check-summary.ts";

/** Of more checks, this many of those that need attention. */
const worstShown = 100;
/** However many are down, no more are sorted. */
const candidates = 2000;
/** A census of a large installation is good for this long. */
const keepMs = 3000;

/** What all checks add up to, as a person sees them. */
export interface Census {
  /** Of all checks but `worst`. */
  readonly unlisted: Overview["unlisted"];
  readonly groups: Overview["groups"];
  /** The worst of those that need attention, worst first, then newest first. */
  readonly worst: readonly LiveCheck[];
}

const lookOfLive = (live: LiveCheck, now: number): Look =>
  lookOf({ state: live.state.state, overlays: overlaysOf(live), stale: isStale(live, now) });

type Counts = Record<Look, number>;

/** What the engine has counted already. It knows of nothing that is stale. */
const countsOf = ({ down, degraded, unknown, pending, up, paused }: Tally): Counts => ({
  ...noLooks,
  down,
  degraded,
  unknown,
  pending,
  up,
  paused,
});

/** The checks without recent runs, and those whose state is unknown: the engine does not list them. */
const findSilent = async (lookout: Lookout, clock: Clock, now: number): Promise<readonly LiveCheck[]> => {
  const isAnyUnknown = lookout.tally().unknown > 0;
  const silent: LiveCheck[] = [];
  await eachInSlices(lookout.checks(), clock, (live) => {
    if (isStale(live, now) || (isAnyUnknown && live.state.state === "unknown")) silent.push(live);
  });
  return silent;
};

const take = async (lookout: Lookout, clock: Clock): Promise<Census> => {
  const now = clock.now();
  const silent = await findSilent(lookout, clock, now);
  const groups = new Map(lookout.groups().map(({ group, tally }) => [group, countsOf(tally)]));
  const unlisted = countsOf(lookout.tally());
  for (const live of silent) {
    const look = lookOfLive(live, now);
    if (look !== "stale") continue;
    for (const counts of [unlisted, groups.get(live.check.group)]) {
      if (!counts) continue;
      counts[live.state.state] -= 1;
      counts.stale += 1;
    }
  }
  const worst = worstOf([...lookout.problems(candidates), ...silent], now);
  for (const live of worst) unlisted[lookOfLive(live, now)] -= 1;
  return { unlisted, groups: [...groups].map(([name, looks]) => ({ name, looks })), worst };
};

/** Each check once, worst first, then newest first. */
const worstOf = (found: readonly LiveCheck[], now: number): readonly LiveCheck[] =>
  [...new Map(found.map((live) => [live.check.id, live])).values()]
    .map((live) => ({ live, look: lookOfLive(live, now), since: live.state.since }))
    .filter(({ look }) => needsAttention(look))
    .sort((left, right) => looks.indexOf(left.look) - looks.indexOf(right.look) || right.since - left.since)
    .slice(0, worstShown)
    .map(({ live }) => live);

/** Counts a large installation once for everyone who looks within a few seconds. */
export const createCensus = (lookout: Lookout, clock: Clock): (() => Promise<Census>) => {
  let kept: { readonly until: number; readonly census: Promise<Census> } | undefined;
  return () => {
    const now = clock.monotonic();
    if (!kept || now >= kept.until) kept = { until: now + keepMs, census: take(lookout, clock) };
    return kept.census;
  };
};
