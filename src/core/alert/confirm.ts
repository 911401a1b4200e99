import type { Status } from "../outcome.ts";
import { isBad } from "../outcome.ts";
import type { AlertRules, CheckState, Claim, Confirmation, Vote } from "./types.ts";

/*
 * Confirmation. A claim has its outcomes together while at least `count` of the last `of` known outcomes speak for
 * it. Its onset is the first outcome that spoke for it in the window in which that was first so; the onset is kept
 * while it stays so, however long, and forgotten when it no longer is. The claim is confirmed at the first moment at
 * which `forMs` have passed since the onset and the latest outcome speaks for it. So nothing is ever confirmed by an
 * outcome that says the opposite or says nothing, and unknown outcomes only take time.
 *
 * When a claim opens, moves or closes an incident, the outcomes that spoke against it are forgotten: the way back
 * needs outcomes of its own and is never paid with those from before.
 */

const speaksFor: Readonly<Record<Claim, (status: Status) => boolean>> = {
  bad: isBad,
  down: (status) => status === "down",
  good: (status) => status === "up",
  eased: (status) => status === "up" || status === "degraded",
};

const opposite: Readonly<Record<Claim, readonly Claim[]>> = {
  bad: ["good", "eased"],
  down: ["good", "eased"],
  good: ["bad", "down"],
  eased: ["bad", "down"],
};

const claims: readonly Claim[] = ["bad", "down", "good", "eased"];

const ruleFor = (claim: Claim, rules: AlertRules): Confirmation =>
  claim === "bad" || claim === "down" ? rules.confirm.down : rules.confirm.up;

/** The latest outcome of any kind; absent before the first and after a pause. */
export const latestStatus = (state: CheckState): Status | undefined =>
  state.unknownRun ? "unknown" : state.recent.at(-1)?.status;

/** How many outcomes the rules look back. */
export const lookBack = ({ confirm: { down, up } }: AlertRules): number =>
  Math.max(1, down.of, down.count, up.of, up.count);

/** Which claims have their outcomes together under these rules, and since when. */
export const onsetsOf = (state: CheckState, rules: AlertRules): NonNullable<CheckState["onsets"]> =>
  Object.fromEntries(
    claims.flatMap((claim) => {
      const rule = ruleFor(claim, rules);
      const matching = windowOf(state, rule).filter(({ status }) => speaksFor[claim](status));
      const [first] = matching;
      return first && matching.length >= rule.count ? [[claim, state.onsets?.[claim] ?? first.at]] : [];
    }),
  );

/** When a claim is confirmed if nothing new is heard; absent while outcomes are missing or the latest is another. */
export const confirmedAt = (state: CheckState, claim: Claim, rules: AlertRules): number | undefined => {
  const onset = state.onsets?.[claim];
  const latest = latestStatus(state);
  const isOn = onset !== undefined && latest !== undefined && speaksFor[claim](latest);
  return isOn ? onset + ruleFor(claim, rules).forMs : undefined;
};

/** Keeps of the window in which a claim was confirmed what spoke for it, and forgets everything else. */
export const forgetOpposite = (
  state: CheckState,
  claim: Claim,
  rules: AlertRules,
): Pick<CheckState, "recent" | "onsets"> => ({
  recent: windowOf(state, ruleFor(claim, rules)).filter(({ status }) => speaksFor[claim](status)),
  onsets: Object.fromEntries(
    claims.flatMap((other) => {
      const onset = opposite[claim].includes(other) ? undefined : state.onsets?.[other];
      return onset === undefined ? [] : [[other, onset]];
    }),
  ),
});

const windowOf = ({ recent }: CheckState, { count, of }: Confirmation): readonly Vote[] =>
  recent.slice(-Math.max(1, of, count));
