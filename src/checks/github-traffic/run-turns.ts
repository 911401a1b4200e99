import type { Clock } from "../../core/clock.ts";
import type { Ledger } from "../../core/ledger.ts";
import type { GitHub, GitHubRefusal } from "../github/github.ts";
import { Batch } from "./batch.ts";
import { isDaily, pathOfMetric, type Metric } from "./metrics.ts";
import { stateAfter, stateMemo, type RepositoryState } from "./repository-state.ts";
import { takeDaily } from "./take-daily.ts";
import { takeTable } from "./take-table.ts";
import { daysOnly } from "./window.ts";

export interface TurnsInput {
  readonly github: GitHub;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly metrics: readonly Metric[];
  readonly redact: (text: string) => string;
}

/** How the turns of a run ended: `states` has those of all repositories as they are now. */
export interface TurnsEnd {
  readonly states: ReadonlyMap<string, RepositoryState>;
  /** Absent: all had their turn, or the run's time was over. */
  readonly refusal?: GitHubRefusal;
}

type Answered =
  | { readonly kind: "next"; readonly state: RepositoryState }
  | { readonly kind: "failed"; readonly refusal: GitHubRefusal; readonly state: RepositoryState }
  | { readonly kind: "over"; readonly refusal?: GitHubRefusal; readonly state: RepositoryState };

/** After so many repositories without an answer it is GitHub, or the way to it. */
const mostFailures = 3;

/** One that fails again and again is not always the first: nobody else would have a turn. */
const lastTurn = ({ tried, failedAt = 0 }: RepositoryState, metrics: readonly Metric[]): number =>
  Math.max(failedAt, Math.min(...metrics.map((metric) => tried[metric] ?? 0)));

/** One request about one repository. A repository that is refused has had its turn; the others go on. */
const ask = async (input: TurnsInput, { part, metric, batch, state: before }: Asked): Promise<Answered> => {
  const { github, ledger, clock, metrics, redact } = input;
  const path = `/repos/${before.name}/${pathOfMetric[metric]}`;
  const answer = await (isDaily(metric) ? github.get(path, daysOnly) : github.get(path));
  const now = clock.now();
  const state = stateAfter(before, [metric], { at: now });
  switch (answer.kind) {
    case "found": {
      const taken = isDaily(metric)
        ? takeDaily(metric, answer.data, { part, state, now })
        : await takeTable(metric, answer.data, { part, state, now, ledger, redact });
      batch.add(taken, stateMemo(part, taken.state));
      return { kind: "next", state: taken.state };
    }
    case "empty":
    case "pending":
      batch.add({}, stateMemo(part, state));
      return { kind: "next", state };
    case "absent":
    case "refused": {
      const code = answer.kind === "absent" ? "github-not-found" : "github-refused";
      const trouble = { code, detail: redact(answer.reason.detail) } as const;
      const refused = stateAfter(before, metrics, { at: now, trouble });
      batch.add({}, stateMemo(part, refused));
      return { kind: "next", state: refused };
    }
    case "limited":
      return { kind: "over", refusal: answer, state: before };
    case "failed": {
      if (github.timeLeftMs() === 0) return { kind: "over", state: before };
      const failed = { ...before, failedAt: now };
      batch.add({}, stateMemo(part, failed));
      return { kind: "failed", refusal: answer, state: failed };
    }
  }
};

interface Asked {
  readonly part: string;
  readonly metric: Metric;
  readonly state: RepositoryState;
  readonly batch: Batch;
}

/** Asks for everything of one repository, what waited longest first. */
const runTurn = async (
  input: TurnsInput,
  { part, state: known, batch }: Omit<Asked, "metric">,
): Promise<Answered> => {
  const { github, clock, metrics } = input;
  const order = metrics.toSorted((left, right) => (known.tried[left] ?? 0) - (known.tried[right] ?? 0));
  let state = known;
  let lastMs = 0;
  for (const metric of order) {
    if (github.timeLeftMs() <= lastMs) return { kind: "over", state };
    const began = clock.monotonic();
    const answered = await ask(input, { part, metric, state, batch });
    lastMs = clock.monotonic() - began;
    ({ state } = answered);
    if (answered.kind !== "next" || state.trouble) return answered;
  }
  return { kind: "next", state };
};

/** Gives every repository its turn, the one that waited longest first, until the run's time is over. */
export const runTurns = async (
  input: TurnsInput,
  known: ReadonlyMap<string, RepositoryState>,
): Promise<TurnsEnd> => {
  const { ledger, metrics } = input;
  const states = new Map(known);
  const batch = new Batch(ledger);
  let refusal: GitHubRefusal | undefined;
  let failures = 0;
  const order = [...known].toSorted(
    ([, left], [, right]) => lastTurn(left, metrics) - lastTurn(right, metrics),
  );
  for (const [part, state] of order) {
    const end = await runTurn(input, { part, state, batch });
    states.set(part, end.state);
    if (end.kind !== "next") refusal = end.refusal ?? refusal;
    if (end.kind === "failed") failures += 1;
    if (end.kind === "over" || failures === mostFailures) break;
    if (batch.isFull()) await batch.write();
  }
  await batch.write();
  return { states, ...(refusal && { refusal }) };
};
