import type { Clock } from "../../core/clock.ts";
import type { LiveCheck, Lookout } from "../../engine/lookout.ts";
import { lookOf, looks, needsAttention, noLooks, type Look } from "../look.ts";
import type { Overview } from "../schemas.ts";
import { eachInSlices } from "../slices.ts";
import { isStale, overlaysOf } from "./check-summary.ts";

/** Of more checks, this many of those that need attention. */
const worstShown = 100;
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

interface Troubled {
  readonly live: LiveCheck;
  readonly rank: number;
}

const worstFirst = (left: Troubled, right: Troubled): number =>
  left.rank - right.rank || right.live.state.since - left.live.state.since;

const take = async (lookout: Lookout, clock: Clock): Promise<Census> => {
  const now = clock.now();
  const all = { ...noLooks };
  const groups = new Map<string | undefined, Record<Look, number>>();
  let troubled: Troubled[] = [];
  await eachInSlices(lookout.checks(), clock, (live) => {
    const look = lookOfLive(live, now);
    const { group } = live.check;
    let own = groups.get(group);
    if (!own) groups.set(group, (own = { ...noLooks }));
    all[look] += 1;
    own[look] += 1;
    if (!needsAttention(look)) return;
    troubled.push({ live, rank: looks.indexOf(look) });
    // However many are down, the list stays short.
    if (troubled.length >= 20 * worstShown) troubled = troubled.sort(worstFirst).slice(0, worstShown);
  });
  const worst = troubled.sort(worstFirst).slice(0, worstShown);
  for (const { rank } of worst) {
    const look = looks[rank];
    if (look) all[look] -= 1;
  }
  return {
    unlisted: all,
    groups: [...groups].map(([name, counts]) => ({ name, looks: counts })),
    worst: worst.map(({ live }) => live),
  };
};

/** Counts a large installation once for everyone who looks within a few seconds. */
export const createCensus = (lookout: Lookout, clock: Clock): (() => Promise<Census>) => {
  let kept: { readonly until: number; readonly census: Promise<Census> } | undefined;
  return () => {
    const now = clock.monotonic();
    if (!kept || now >= kept.until) kept = { until: now + keepMs, census: take(lookout, clock) };
    return kept.census;
  };
};
