import type { Probe, RunContext } from "../../core/check.ts";
import { formatDuration } from "../../core/duration.ts";
import {
  failedOutcome,
  judge,
  type Judgement,
  type Outcome,
  type Reading,
  type Unit,
} from "../../core/outcome.ts";
import type { Push } from "../../core/push.ts";
import { reason } from "../../core/reason.ts";
import { createTransientLedger } from "../../core/transient-ledger.ts";
import { createJudge, type Redact } from "../expect/judgement.ts";
import type { ReadingJudge } from "../expect/reading.ts";
import { onOneLine } from "../expect/text.ts";
import { nextPush, readProgress, writeProgress, type Standing } from "./inbox.ts";

export interface PushCheck {
  readonly units: Readonly<Record<string, Unit>>;
  readonly heartbeat: { readonly warn?: number | undefined; readonly fail?: number | undefined };
  readonly readingJudge: ReadingJudge;
  readonly redact: Redact;
}

/** What stands once a push has come besides: of each reading the newest value, and the newest word of its sender. */
const joined = (before: Standing | undefined, push: Push): Standing => {
  const readings: Record<string, [number, number]> = { ...before?.readings };
  for (const [name, value] of Object.entries(push.readings))
    if ((readings[name]?.[1] ?? 0) <= push.at) readings[name] = [value, push.at];
  if (before && push.at < before.at) return { ...before, readings };
  return { at: push.at, status: push.status ?? "up", message: push.message ?? "", readings };
};

const standingReadings = (
  { readings }: Standing,
  units: PushCheck["units"],
): readonly (Reading & { readonly at: number })[] =>
  Object.entries(readings).flatMap(([name, [value, at]]) => {
    const unit = units[name];
    return unit === undefined ? [] : [{ name, value, unit, at }];
  });

const heartbeatJudge = ({ heartbeat: { warn, fail }, redact }: PushCheck) => {
  const shortest = warn ?? fail;
  if (shortest === undefined) return undefined;
  const usual = createJudge("heartbeat", `at least every ${formatDuration(shortest)}`, redact);
  const failing = createJudge("heartbeat", `at least every ${formatDuration(fail ?? shortest)}`, redact);
  return (agoMs: number, at: number): Judgement => {
    const actual = agoMs < 60_000 ? "just now" : `${formatDuration(agoMs - (agoMs % 60_000))} ago`;
    const detail = `nothing was pushed since ${new Date(at).toISOString()}, ${actual}`;
    if (fail !== undefined && agoMs > fail)
      return failing.missed(actual, { severity: "down", code: "push-overdue", detail });
    return warn !== undefined && agoMs > warn
      ? usual.missed(actual, { severity: "degraded", code: "push-overdue", detail })
      : usual.met(actual);
  };
};

/** Nothing came ever: nothing can be said, until what should have come is overdue. */
const awaited = ({ heartbeat: { fail } }: PushCheck, since: number, now: number): Outcome => {
  const detail = `nothing was pushed since the check began, ${new Date(since).toISOString()}`;
  return fail !== undefined && now - since > fail
    ? failedOutcome("down", reason("push-overdue", detail))
    : failedOutcome("unknown", reason("push-awaited", detail));
};

/** The pushed readings of a run are those that nothing newer had replaced. */
const ownReadings = (
  push: Push | undefined,
  standing: Standing,
  units: PushCheck["units"],
): readonly Reading[] =>
  standingReadings(standing, units).flatMap(({ at, ...reading }) =>
    push && push.at === at && Object.hasOwn(push.readings, reading.name) ? [reading] : [],
  );

/** A run brings the oldest push that has not run yet, if there is one, and judges what stands. */
export const createPushProbe = (check: PushCheck): Probe => {
  const { units, readingJudge, redact } = check;
  const judgeHeartbeat = heartbeatJudge(check);
  const reported = createJudge("status", "up", redact);

  const judgeStatus = ({ status, message }: Standing): Judgement => {
    const said = onOneLine(message);
    const actual = said === "" ? status : `${status}: ${said}`;
    return status === "up"
      ? reported.met("up")
      : reported.missed(actual, {
          severity: status,
          code: "push-reported",
          detail: said || `reported ${status}`,
        });
  };

  const judged = async (standing: Standing, push: Push | undefined, now: number, run: RunContext) => {
    const ageMs = Math.max(0, now - standing.at);
    const stand = standingReadings(standing, units);
    const age: Reading = { name: "age", value: Math.round(ageMs / 1000), unit: "s" };
    const times = Object.fromEntries(stand.map(({ name, at }) => [name, at]));
    const ofReadings = await readingJudge.judge([...stand, age], { now, ledger: run.ledger, times });
    const beat = judgeHeartbeat?.(ageMs, standing.at);
    const judgements = [judgeStatus(standing), ...(beat ? [beat] : []), ...ofReadings];
    return judge([age, ...ownReadings(push, standing, units)], judgements);
  };

  return async (run) => {
    if (run.signal.aborted)
      return failedOutcome("unknown", reason("run-interrupted", "stopped before it began"));
    const { ledger = createTransientLedger(), clock, trace } = run;
    const now = clock.now();
    const known = await readProgress(ledger);
    const before = known ?? { sequence: 0, since: now };
    const next = await nextPush(ledger, before.sequence);
    trace?.(next ? `a push of ${new Date(next.push.at).toISOString()}` : "no new push");
    if (!next) {
      if (!known) await writeProgress(ledger, before);
      return before.standing
        ? await judged(before.standing, undefined, now, run)
        : awaited(check, before.since, now);
    }
    const standing = joined(before.standing, next.push);
    const outcome = await judged(standing, next.push, now, run);
    await writeProgress(ledger, { ...before, sequence: next.sequence, standing });
    return outcome;
  };
};
