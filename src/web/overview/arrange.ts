import type { CheckSummary } from "../../http/schemas.ts";
import { lookOf, looks, needsAttention, type Look } from "../../http/look.ts";

export interface Group {
  /** Absent for checks without a group. */
  readonly name?: string;
  readonly ids: readonly string[];
}

/** Which check stands where. Kept until the reader asks for the new order: nothing moves under the finger. */
export interface Arrangement {
  /** Worst first, then newest first. */
  readonly problems: readonly string[];
  readonly groups: readonly Group[];
  /** Where each check was put. */
  readonly places: ReadonlyMap<string, Place>;
}

/** A problem's look, or `calm`: only a change of this moves a check. */
type Place = Look | "calm";

const placeOf = (check: CheckSummary): Place => {
  const look = lookOf(check);
  return needsAttention(look) ? look : "calm";
};

export const arrange = (checks: readonly CheckSummary[]): Arrangement => {
  const rank = (check: CheckSummary) => looks.indexOf(lookOf(check));
  const problems = checks
    .filter((check) => placeOf(check) !== "calm")
    .sort((left, right) => rank(left) - rank(right) || right.since - left.since);
  const groups = Map.groupBy(
    checks.filter((check) => placeOf(check) === "calm"),
    ({ group }) => group,
  );
  return {
    problems: problems.map(({ id }) => id),
    groups: [...groups]
      .map(([name, members]) => ({ name, ids: members.map(({ id }) => id) }))
      .sort((left, right) => Number(left.name === undefined) - Number(right.name === undefined)),
    places: new Map(checks.map((check) => [check.id, placeOf(check)])),
  };
};

/** How many checks would move, come or go if the page were arranged anew. */
export const countMoved = (arrangement: Arrangement, checks: readonly CheckSummary[]): number => {
  const moved = checks.filter((check) => arrangement.places.get(check.id) !== placeOf(check)).length;
  const ids = new Set(checks.map(({ id }) => id));
  return moved + [...arrangement.places.keys()].filter((id) => !ids.has(id)).length;
};
