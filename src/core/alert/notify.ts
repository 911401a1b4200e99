import type { Incident, NotificationKind } from "../incident.ts";
import { record, reduction } from "./effects.ts";
import { isBadState } from "./judge.ts";
import type { Moment } from "./moment.ts";
import type { AlertEffect, CheckState, Overlays, Reduction, Told } from "./types.ts";

/*
 * Notification. `told` is what each channel knows of the open incident. Each channel that the check lists is brought
 * up to date, by at most one message per event; what an overlay holds back is said when the overlay ends, if it is
 * still true. The end of an incident is told at once to every channel that heard of its beginning.
 */

interface Message {
  readonly channel: string;
  readonly kind: NotificationKind;
}

/** Tells every listed channel what it does not know yet or is due to hear again. */
export const bringUpToDate = (state: CheckState, moment: Moment): Reduction => {
  const { incident } = state;
  if (!incident) return reduction(state);
  const told: Record<string, Told> = { ...state.told };
  const messages: Message[] = [];
  for (const channel of new Set(moment.channels)) {
    const known = adjusted(toldOf(state, channel), incident, moment);
    const kind = isQuiet(moment.overlays) ? undefined : dueKind(state, incident, known, moment.now);
    if (kind) messages.push({ channel, kind });
    const knows = kind ? justTold(incident, moment) : known;
    if (knows) told[channel] = knows;
  }
  const sent = send({ ...state, told }, incident, messages);
  const reminded = messages.filter(({ kind }) => kind === "reminder").map(({ channel }) => channel);
  const records = reminded.length > 0 ? [record(incident, "reminded", moment.now, reminded.join(", "))] : [];
  return reduction(sent.state, [...records, ...sent.effects]);
};

/** Tells everyone who was told that the incident is over. Nobody knows anything afterwards. */
export const tellResolved = (state: CheckState, closed: Incident): Reduction => {
  const sent = send(state, closed, toAllTold(state, "resolved"));
  return reduction({ ...sent.state, told: {} }, sent.effects);
};

/** Takes note that a person looks after the incident, tells everyone who was told, and stops the reminders. */
export const acknowledge = (
  state: CheckState,
  { by, note }: { readonly by: string; readonly note?: string },
  moment: Moment,
): Reduction => {
  if (!state.incident || state.incident.acknowledgedAt !== undefined) return reduction(state);
  const incident: Incident = { ...state.incident, acknowledgedAt: moment.now, acknowledgedBy: by };
  const told = Object.fromEntries(
    Object.entries(state.told).map(([channel, { remindAt: _due, ...known }]) => [channel, known]),
  );
  const sent = send({ ...state, incident, told }, incident, toAllTold(state, "acknowledged"));
  return reduction(sent.state, [
    { kind: "save-incident", incident },
    record(incident, "acknowledged", moment.now, note ? `${by}: ${note}` : by),
    ...sent.effects,
  ]);
};

/** When a reminder is due if nothing new is heard. */
export const remindAt = (state: CheckState, channels: readonly string[]): readonly number[] =>
  channels.flatMap((channel) => toldOf(state, channel)?.remindAt ?? []);

/** Under these nothing but acknowledgements and resolutions is told. A paused check does not come this far. */
const isQuiet = ({ maintenance, silenced, suppressedBy }: Overlays): boolean =>
  maintenance || silenced || suppressedBy !== undefined;

/** While flapping, the one message that says so speaks for all changes until the next reminder. */
const dueKind = (
  { state }: CheckState,
  incident: Incident,
  known: Told | undefined,
  now: number,
): NotificationKind | undefined => {
  if (!known) return isBadState(state) ? "firing" : undefined;
  if (incident.flapping && !known.flapping) return "flapping";
  if (!incident.flapping && known.severity !== incident.severity)
    return incident.severity === "down" ? "escalated" : "eased";
  return known.remindAt !== undefined && known.remindAt <= now ? "reminder" : undefined;
};

/** What a channel knows once it has been told everything. Its next reminder is due a whole period later. */
const justTold = (incident: Incident, moment: Moment): Told | undefined =>
  adjusted({ severity: incident.severity, ...(incident.flapping && { flapping: true }) }, incident, moment);

/** What a channel knows, under the rules as they are now: reloads, acknowledgements and set-back clocks count. */
const adjusted = (known: Told | undefined, incident: Incident, { rules, now }: Moment): Told | undefined => {
  if (!known) return undefined;
  const remindMs = incident.acknowledgedAt === undefined ? (rules.remindMs ?? 0) : 0;
  return {
    severity: known.severity,
    ...(incident.flapping && known.flapping && { flapping: true }),
    ...(remindMs > 0 && { remindAt: Math.min(known.remindAt ?? now + remindMs, now + remindMs) }),
  };
};

/** Channel ids are free text to JavaScript: `constructor` must not find what every object inherits. */
const toldOf = ({ told }: CheckState, channel: string): Told | undefined =>
  Object.hasOwn(told, channel) ? told[channel] : undefined;

const toAllTold = ({ told }: CheckState, kind: NotificationKind): readonly Message[] =>
  Object.keys(told).map((channel) => ({ channel, kind }));

const send = (state: CheckState, incident: Incident, messages: readonly Message[]): Reduction =>
  reduction(
    { ...state, sequence: state.sequence + messages.length },
    messages.map<AlertEffect>(({ channel, kind }, index) => ({
      kind: "notify",
      channel,
      incident,
      notification: kind,
      sequence: state.sequence + index + 1,
    })),
  );
