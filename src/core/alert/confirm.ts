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

/** Which rule confirms a claim, and which outcomes speak for it. */
const claims: Readonly<
  Record<Claim, { readonly rule: "down" | "up"; readonly isFor: (status: Status) => boolean }>
> = {
  bad: { rule: "down", isFor: isBad },
  down: { rule: "down", isFor: (status) => status === "down" },
  good: { rule: "up", isFor: (status) => status === "up" },
  eased: { rule: "up", isFor: (status) => status === "up" || status === "degraded" },
};

const claimNames: readonly Claim[] = ["bad", "down", "good", "eased"];

/** The latest outcome of any kind; absent before the first and after a pause. */
export const latestStatus = (state: CheckState): Status | undefined =>
  state.unknownRun ? "unknown" : state.recent.at(-1)?.status;

/** How many outcomes the rules look back. */
export const lookBack = ({ confirm: { down, up } }: AlertRules): number => Math.max(span(down), span(up));

const span = ({ count, of }: Confirmation): number => Math.max(1, count, of);

/** Which claims have their outcomes together under these rules, and since when. */
export const onsetsOf = (state: CheckState, rules: AlertRules): NonNullable<CheckState["onsets"]> =>
  Object.fromEntries(
    claimNames.flatMap((claim) => {
      const matching = speakingFor(state, claim, rules);
      const [first] = matching;
      const isTogether = first && matching.length >= rules.confirm[claims[claim].rule].count;
      return isTogether ? [[claim, state.onsets?.[claim] ?? first.at]] : [];
    }),
  );

/** When a claim is confirmed if nothing new is heard; absent while outcomes are missing or the latest is another. */
export const dueAt = (state: CheckState, claim: Claim, rules: AlertRules): number | undefined => {
  const { rule, isFor } = claims[claim];
  const onset = state.onsets?.[claim];
  const latest = latestStatus(state);
  const isOn = onset !== undefined && latest !== undefined && isFor(latest);
  return isOn ? onset + rules.confirm[rule].forMs : undefined;
};

/** The outcomes in a claim's window that speak for it. */
export const speakingFor = ({ recent }: CheckState, claim: Claim, { confirm }: AlertRules): readonly Vote[] =>
  recent.slice(-span(confirm[claims[claim].rule])).filter(({ status }) => claims[claim].isFor(status));
