import type { AlertEffect, AlertRules, Overlays } from "../../src/core/alert/types.ts";
import { formatDuration, parseDuration } from "../../src/core/duration.ts";
import type { Incident } from "../../src/core/incident.ts";
import { type Deed, drive, type Reduced } from "./alert-drive.ts";

/*
 * What happens to one check and what follows, as text:
 *
 *     rules: down 2, up 1, recheck 10s       also: down 3 of 5 for 2m, remind 30m, flap 4/2 in 1h
 *     channels: team
 *     0s   up       -> is up since 0s
 *     1m   down     -> recheck 1m10s
 *     70s  down     -> is down since 1m; opened 1m; team firing #1
 *
 * Events: an outcome (`up degraded down unknown`), `tick`, `ack NAME`, `remove`, `maintenance on`, `silence off`,
 * `parent on`, `pause on`, `rules: ...` and `channels: ...`. Wakes are obeyed to the millisecond; those from which
 * something follows have a line of their own, `wake`.
 */

/** Plays the events of a script and writes down what really follows. */
export const replay = (script: string): string => {
  const lines = tidy(script).split("\n");
  const [rules = "", channels = ""] = lines.slice(0, 2).map((line) => line.split(": ")[1]);
  const happenings = lines
    .slice(2)
    .map((line) => line.split(" -> ")[0] ?? "")
    .filter((line) => !line.endsWith(" wake"));
  let last = 0;
  const deeds = happenings.map((line) => {
    const [time = "", ...words] = line.split(" ");
    const at = parseDuration(time) ?? Number.NaN;
    const deed = readDeed(words.join(" "), at - last);
    last = at;
    return deed;
  });
  const texts = new Map(deeds.map((deed, index) => [deed, happenings[index]]));
  const log = drive(deeds, { rules: readRules(rules), channels: channels.split(" ") });
  const events = log.flatMap((reduced) => {
    const effects = describe(reduced);
    const text = reduced.deed ? texts.get(reduced.deed) : `${formatDuration(reduced.now)} wake`;
    return effects || reduced.deed ? [effects ? `${text} -> ${effects}` : `${text}`] : [];
  });
  return [...lines.slice(0, 2), ...events].join("\n");
};

/** A script without indentation and alignment, to compare a transcript with. */
export const tidy = (script: string): string =>
  script
    .split("\n")
    .map((line) => line.trim().replaceAll(/\s+/g, " "))
    .filter((line) => line !== "")
    .join("\n");

const statuses = ["up", "degraded", "down", "unknown"] as const;

const overlays = (isOn: boolean): Readonly<Record<string, Partial<Overlays>>> => ({
  maintenance: { maintenance: isOn },
  silence: { silenced: isOn },
  pause: { paused: isOn },
  parent: { suppressedBy: isOn ? "gateway" : undefined },
});

const readDeed = (text: string, after: number): Deed => {
  const [, name = "", value = ""] = /^(\w+):? ?(.*)$/.exec(text) ?? [];
  const status = statuses.find((known) => known === name);
  if (status) return { after, kind: "outcome", status };
  const overlay = overlays(value === "on")[name];
  if (overlay) return { after, kind: "overlays", overlays: overlay };
  switch (name) {
    case "remove":
    case "tick":
      return { after, kind: name };
    case "ack":
      return { after, kind: "acknowledge", by: value };
    case "channels":
      return { after, kind: "channels", channels: value.split(" ") };
    case "rules":
      return { after, kind: "rules", rules: readRules(value) };
    default:
      throw new Error(`no such event: ${text}`);
  }
};

const readRules = (text: string): AlertRules => {
  const ms = (duration: string | undefined): number | undefined => parseDuration(duration ?? "");
  const confirmation = (side: string) => {
    const found = new RegExp(`\\b${side} (\\d+)(?: of (\\d+))?(?: for (\\w+))?`).exec(text);
    const count = Number(found?.[1] ?? 1);
    return { count, of: Number(found?.[2] ?? count), forMs: ms(found?.[3]) ?? 0 };
  };
  const flap = /flap (\d+)\/(\d+) in (\w+)/.exec(text);
  return {
    confirm: { down: confirmation("down"), up: confirmation("up") },
    recheckMs: ms(/recheck (\w+)/.exec(text)?.[1]) ?? 0,
    remindMs: ms(/remind (\w+)/.exec(text)?.[1]),
    flap: {
      windowMs: ms(flap?.[3]) ?? 0,
      enter: Number(flap?.[1] ?? 100),
      leave: Number(flap?.[2] ?? 100),
    },
  };
};

const describe = ({ before, state, effects }: Reduced): string => {
  const saved = effects.findLast((effect) => effect.kind === "save-incident")?.incident;
  const isMoved = state.state !== before.state || state.since !== before.since;
  return [
    ...(isMoved ? [`is ${state.state} since ${formatDuration(state.since)}`] : []),
    ...effects.flatMap((effect) => describeEffect(effect, saved)),
  ].join("; ");
};

const describeEffect = (effect: AlertEffect, saved: Incident | undefined): readonly string[] => {
  switch (effect.kind) {
    case "record":
      if (effect.event.kind === "confirmed") return [];
      if (effect.event.kind === "opened") return [`opened ${formatDuration(effect.event.at)}`];
      if (effect.event.kind === "closed") return [`closed ${formatDuration(saved?.closedAt ?? 0)}`];
      return [effect.event.kind];
    case "notify":
      return [`${effect.channel} ${effect.notification} #${effect.sequence}`];
    case "recheck":
      return [`recheck ${formatDuration(effect.at)}`];
    case "save-incident":
    case "wake":
    default:
      return [];
  }
};
