import { initialState, reduce } from "../../src/core/alert/reduce.ts";
import type {
  AlertEffect,
  AlertEvent,
  AlertRules,
  CheckState,
  Overlays,
} from "../../src/core/alert/types.ts";
import { formatDuration, parseDuration } from "../../src/core/duration.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { Status } from "../../src/core/outcome.ts";

/*
 * Replays what happens to one check and writes down what follows, as text:
 *
 *     rules: down 2, up 1, recheck 10s       also: down 3 of 5 for 2m, remind 30m, flap 4/2 in 1h
 *     channels: team
 *     0s   up       -> is up since 0s
 *     60s  down     -> recheck 70s
 *     70s  down     -> is down since 60s; opened 60s; team firing #1
 *
 * Events: an outcome (`up degraded down unknown`), `tick`, `ack NAME`, `remove`, `maintenance on`, `silence off`,
 * `parent on`, `pause on`, `rules: ...`, `channels: ...` (the last six send a tick, as the engine does), and `end`,
 * which only lets time pass. Wakes are obeyed to the millisecond; those from which something follows get a line.
 */

const epoch = Date.UTC(2026, 0, 1);

/** Runs the script's events and answers with the whole transcript; effects written in the script are ignored. */
export const replay = (script: string): string => {
  const scene = createScene();
  const lines = tidy(script)
    .split("\n")
    .map((line) => line.split(" -> ")[0] ?? "")
    .filter((line) => !line.endsWith(" wake"));
  return lines.flatMap((line) => scene.play(line)).join("\n");
};

/** The script without indentation and alignment, to compare a transcript with. */
export const tidy = (script: string): string =>
  script
    .split("\n")
    .map((line) => line.trim().replaceAll(/\s+/g, " "))
    .filter((line) => line !== "")
    .join("\n");

interface Scene {
  play(line: string): readonly string[];
}

const createScene = (): Scene => {
  let rules = readRules("down 1, up 1");
  let channels: readonly string[] = ["team"];
  let overlays: Overlays = { maintenance: false, silenced: false, paused: false };
  let state: CheckState = initialState(epoch);
  let wakeAt: number | undefined;

  const apply = (event: AlertEvent, now: number): string => {
    const before = state;
    const reduction = reduce(state, event, now, { checkId: "orders", rules, overlays, channels });
    state = reduction.state;
    wakeAt = reduction.effects.find((effect) => effect.kind === "wake")?.at;
    return describe(before, state, reduction.effects);
  };

  const wakeUntil = (now: number): readonly string[] => {
    if (wakeAt === undefined || wakeAt > now) return [];
    const at = wakeAt;
    const effects = apply({ kind: "tick" }, at);
    return [...(effects ? [`${time(at)} wake -> ${effects}`] : []), ...wakeUntil(now)];
  };

  const change = (what: string): AlertEvent => {
    const [, name, value = ""] = /^(\w+):? ?(.*)$/.exec(what) ?? [];
    const isOn = value === "on";
    if (name === "rules") rules = readRules(value);
    else if (name === "channels") channels = value.split(" ");
    else if (name === "maintenance") overlays = { ...overlays, maintenance: isOn };
    else if (name === "silence") overlays = { ...overlays, silenced: isOn };
    else if (name === "pause") overlays = { ...overlays, paused: isOn };
    else if (name === "parent") overlays = { ...overlays, suppressedBy: isOn ? "parent" : undefined };
    else if (name !== "tick") throw new Error(`no such event: ${what}`);
    return { kind: "tick" };
  };

  return {
    play: (line) => {
      const [first = "", ...words] = line.split(" ");
      const after = parseDuration(first);
      if (after === undefined) {
        change(line);
        return [line];
      }
      const now = epoch + after;
      const woken = wakeUntil(now);
      const what = words.join(" ");
      const effects = what === "end" ? "" : apply(eventOf(what, now) ?? change(what), now);
      return [...woken, effects ? `${first} ${what} -> ${effects}` : `${first} ${what}`];
    },
  };
};

const eventOf = (what: string, at: number): AlertEvent | undefined => {
  const [word = "", name = ""] = what.split(" ");
  switch (word) {
    case "up":
    case "degraded":
    case "down":
    case "unknown":
      return outcome(word, at);
    case "ack":
      return { kind: "acknowledge", by: name };
    case "remove":
      return { kind: "remove" };
    default:
      return undefined;
  }
};

const outcome = (status: Status, at: number): AlertEvent => ({
  kind: "outcome",
  location: "here",
  observation: {
    status,
    at,
    judgements: [],
    readings: [],
    ...(status !== "up" && { reason: { code: "status-mismatch", detail: `found ${status}` } }),
  },
});

const readRules = (text: string): AlertRules => {
  const ms = (pattern: RegExp): number | undefined => parseDuration(pattern.exec(text)?.[1] ?? "");
  const confirmation = (name: string) => {
    const found = new RegExp(`\\b${name} (\\d+)(?: of (\\d+))?(?: for (\\w+))?`).exec(text);
    const count = Number(found?.[1] ?? 1);
    return { count, of: Number(found?.[2] ?? count), forMs: parseDuration(found?.[3] ?? "") ?? 0 };
  };
  const flap = /flap (\d+)\/(\d+) in (\w+)/.exec(text);
  return {
    confirm: { down: confirmation("down"), up: confirmation("up") },
    recheckMs: ms(/recheck (\w+)/) ?? 0,
    remindMs: ms(/remind (\w+)/),
    flap: {
      windowMs: parseDuration(flap?.[3] ?? "") ?? 3_600_000,
      enter: Number(flap?.[1] ?? 100),
      leave: Number(flap?.[2] ?? 50),
    },
  };
};

const time = (at: number): string => formatDuration(at - epoch);

const describe = (before: CheckState, after: CheckState, effects: readonly AlertEffect[]): string => {
  const saved = effects.findLast((effect) => effect.kind === "save-incident")?.incident;
  const isMoved = after.state !== before.state || after.since !== before.since;
  return [
    ...(isMoved ? [`is ${after.state} since ${time(after.since)}`] : []),
    ...effects.flatMap((effect) => describeEffect(effect, saved)),
  ].join("; ");
};

const describeEffect = (effect: AlertEffect, saved: Incident | undefined): readonly string[] => {
  switch (effect.kind) {
    case "record":
      if (effect.event.kind === "confirmed") return [];
      if (effect.event.kind === "opened") return [`opened ${time(effect.event.at)}`];
      if (effect.event.kind === "closed") return [`closed ${time(saved?.closedAt ?? 0)}`];
      return [effect.event.kind];
    case "notify":
      return [`${effect.channel} ${effect.notification} #${effect.sequence}`];
    case "recheck":
      return [`recheck ${time(effect.at)}`];
    case "save-incident":
    case "wake":
    default:
      return [];
  }
};
