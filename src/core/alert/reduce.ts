import { reduction } from "./effects.ts";
import { settleAt, trackFlips } from "./flap.ts";
import { judge, judgeAt } from "./judge.ts";
import { closeIncident, followState } from "./lifecycle.ts";
import type { Moment } from "./moment.ts";
import { acknowledge, bringUpToDate, remindAt } from "./notify.ts";
import { observe, recheckNews } from "./observe.ts";
import { settle, staysSettled, unsettle } from "./settled.ts";
import type { AlertContext, AlertEffect, AlertEvent, CheckState, Reduction } from "./types.ts";

/*
 * The alert engine: what one check remembers, and what follows when something happens.
 *
 * Three things are kept apart. An *observation* is what a run found. The *confirmed state* moves only when enough
 * observations agree for long enough (confirm.ts, judge.ts); it alone opens, moves and closes the incident
 * (lifecycle.ts), unless the check is flapping (flap.ts). The *notification state* is what each channel has been
 * told of the incident (notify.ts). Every event takes the same way through them:
 *
 *     outcome -> observe -> judge -> flips -> incident -> channels -> recheck, wake
 *
 * and a tick takes all of it but the first. So each part only compares what is with what should be, and it does not
 * matter which event brought the difference: time passed, an overlay ended, the configuration was reloaded, the
 * state came from disk. Whoever drives this sends a tick after each of these and when a `wake` is due; ticks more
 * than needed are harmless, and a late one does once what was due in the meantime.
 *
 *     state              left for        when confirmed
 *     pending, unknown   up              good
 *                        degraded, down  bad
 *     up                 degraded, down  bad
 *     degraded           down            down
 *                        up              good
 *     down               degraded        eased
 *                        up              good
 *     any, no incident   unknown         three unknown outcomes in a row
 *
 * Overlays (maintenance, silence, a parent's incident) lie over this and change none of it but what channels are
 * told. A paused check holds: its state and incident stay as they are and what was about to be confirmed is
 * forgotten, as nothing was seen meanwhile.
 */

/** A check of which nothing has been seen yet. */
export const initialState = (now: number): CheckState => ({
  state: "pending",
  since: now,
  recent: [],
  votes: {},
  flips: [],
  flapping: false,
  told: {},
  sequence: 0,
});

const nothing: readonly AlertEffect[] = [];

/**
 * One check's state after an event at `now` (epoch ms), and what has to be done because of it. Pure and total: it
 * never throws, whatever rules the state was made under. A settled check (settled.ts) that hears nothing new keeps
 * its state, the same object.
 */
export const reduce = (
  state: CheckState,
  event: AlertEvent,
  now: number,
  context: AlertContext,
): Reduction => {
  const settled = settle(state, context.rules);
  if (settled && staysSettled(settled, event, context)) return { state, effects: nothing };
  const full = reduceInFull(state, event, now, context);
  const settling = full.state === state ? undefined : settle(full.state, context.rules);
  return settling ? reduction(unsettle(settling), full.effects) : full;
};

/** The rules without the short way for settled checks: what `reduce` is held against. */
export const reduceInFull = (
  state: CheckState,
  event: AlertEvent,
  now: number,
  context: AlertContext,
): Reduction => {
  const moment: Moment = { ...context, now };
  if (event.kind === "acknowledge") return withWake(acknowledge(state, event, moment), moment);
  if (event.kind === "remove") return remove(state, moment);
  if (context.overlays.paused) return reduction(hold(state));
  return withWake(advance(state, event, moment), moment);
};

const advance = (
  before: CheckState,
  event: Extract<AlertEvent, { kind: "outcome" | "tick" }>,
  moment: Moment,
): Reduction => {
  const heard = event.kind === "outcome" ? observe(before, event, moment) : before;
  const judged = trackFlips(before, judge(heard, moment), moment);
  const followed = followState(before, judged, moment);
  const told = bringUpToDate(followed.state, moment);
  return reduction(told.state, [
    ...followed.effects,
    ...told.effects,
    ...(event.kind === "outcome" ? recheckNews(before, told.state, moment) : []),
  ]);
};

/** A removed check is nobody's business any more: its incident ends, and who was told of it is told. */
const remove = (state: CheckState, moment: Moment): Reduction => {
  const gone = initialState(moment.now);
  if (!state.incident) return reduction(gone);
  return reduction(gone, closeIncident(state, state.incident, "removed", moment).effects);
};

/** Nothing was seen while paused, so what was about to be confirmed before is forgotten. */
const hold = (state: CheckState): CheckState => {
  const { onsets: _onsets, unknownRun: _unknownRun, finding: _finding, ...held } = state;
  return { ...held, recent: [] };
};

/** Adds the earliest time at which something is due by itself. */
const withWake = ({ state, effects }: Reduction, moment: Moment): Reduction => {
  const { rules, now, channels } = moment;
  const due = [...judgeAt(state, rules), ...settleAt(state, rules), ...remindAt(state, channels)];
  const at = Math.min(...due.filter((time) => time > now));
  return reduction(state, Number.isFinite(at) ? [...effects, { kind: "wake", at }] : effects);
};
