import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Deed,
  drive,
  noOverlays,
  outcomeEvent,
  type Reduced,
} from "../../../test/support/alert-drive.ts";
import { anyStory, remindMs, storyAgainst } from "../../../test/support/alert-stories.ts";
import type { Incident } from "../incident.ts";
import { isBad, type Status } from "../outcome.ts";
import { lookBack } from "./confirm.ts";
import { initialState, reduce } from "./reduce.ts";
import type { AlertEffect, AlertRules, Confirmation } from "./types.ts";

type Effect<K extends AlertEffect["kind"]> = Extract<AlertEffect, { readonly kind: K }>;

const only = <K extends AlertEffect["kind"]>(
  effects: readonly AlertEffect[],
  kind: K,
): readonly Effect<K>[] => effects.filter((effect): effect is Effect<K> => effect.kind === kind);

const isInOrder = ({ openedAt, confirmedAt, closedAt = confirmedAt }: Incident): boolean =>
  openedAt <= confirmedAt && confirmedAt <= closedAt;

describe("no story is known in which", () => {
  it("two incidents are open at once, or share an id, or one never closes", () => {
    const story = storyAgainst(function* (log) {
      const seen = new Set<string>();
      let open: string | undefined;
      for (const { effects, state } of log) {
        for (const { event } of only(effects, "record")) {
          if (event.kind === "opened" && (open !== undefined || seen.has(event.incidentId))) yield event;
          if (event.kind === "opened") open = event.incidentId;
          if (event.incidentId !== open) yield event;
          seen.add(event.incidentId);
          if (event.kind === "closed") open = undefined;
        }
        if (state.incident?.id !== open) yield state;
      }
      if (open !== undefined) yield open;
    });
    expect(story).toBeUndefined();
  });

  it("an incident is confirmed before it opens or closed before it is confirmed", () => {
    const story = storyAgainst(function* (log) {
      for (const { incident } of only(
        log.flatMap(({ effects }) => effects),
        "save-incident",
      ))
        if (!isInOrder(incident)) yield incident;
    });
    expect(story).toBeUndefined();
  });

  it("a bad or flapping check has no incident, or another one has one", () => {
    const story = storyAgainst(function* (log) {
      for (const { state } of log) {
        const isBad = state.state === "down" || state.state === "degraded";
        if ((isBad || state.flapping) !== (state.incident !== undefined)) yield state;
        if (isBad && state.incident?.severity !== state.state) yield state;
        if (state.incident && state.incident.flapping !== state.flapping) yield state;
      }
    });
    expect(story).toBeUndefined();
  });

  it("the saved incident differs from the state's in more than the latest details", () => {
    const gist = ({ reason, judgements: _j, readings: _r, ...rest }: Incident) => ({
      ...rest,
      code: reason.code,
    });
    const story = storyAgainst(function* (log) {
      let saved: Incident | undefined;
      for (const { state, effects } of log) {
        saved = only(effects, "save-incident").at(-1)?.incident ?? saved;
        if (state.incident && !(saved && isDeepStrictEqual(gist(saved), gist(state.incident)))) yield state;
      }
    });
    expect(story).toBeUndefined();
  });

  it("a channel hears firing twice, or anything before it, or resolved other than once and last", () => {
    const story = storyAgainst(function* (log) {
      const heard = new Map<string, string[]>();
      for (const { incident, channel, notification } of only(
        log.flatMap(({ effects }) => effects),
        "notify",
      )) {
        const place = `${incident.id} ${channel}`;
        heard.set(place, [...(heard.get(place) ?? []), notification]);
      }
      for (const kinds of heard.values()) {
        if (kinds.indexOf("firing") !== 0 || kinds.lastIndexOf("firing") !== 0) yield kinds;
        if (kinds.indexOf("resolved") !== kinds.length - 1) yield kinds;
      }
    });
    expect(story).toBeUndefined();
  });

  it("a notification has another sequence than the next one of its incident", () => {
    const story = storyAgainst(function* (log) {
      const last = new Map<string, number>();
      for (const effect of only(
        log.flatMap(({ effects }) => effects),
        "notify",
      )) {
        if (effect.sequence !== (last.get(effect.incident.id) ?? 0) + 1) yield effect;
        last.set(effect.incident.id, effect.sequence);
      }
    });
    expect(story).toBeUndefined();
  });

  it("an overlay, or leaving the check's list, lets anything through but acknowledgements and resolutions", () => {
    const story = storyAgainst(function* (log) {
      for (const { effects, overlays, channels } of log) {
        const isQuiet = Object.values(overlays).some(Boolean);
        for (const effect of only(effects, "notify"))
          if (isQuiet || !channels.includes(effect.channel))
            if (!["acknowledged", "resolved"].includes(effect.notification)) yield effect;
      }
    });
    expect(story).toBeUndefined();
  });

  it("a reminder comes before its time, or after an acknowledgement", () => {
    const story = storyAgainst(function* (log) {
      const heardAt = new Map<string, number>();
      for (const { now, effects } of log) {
        for (const effect of only(effects, "notify")) {
          const place = `${effect.incident.id} ${effect.channel}`;
          const isReminder = effect.notification === "reminder";
          if (isReminder && now - (heardAt.get(place) ?? now) < remindMs) yield effect;
          if (isReminder && effect.incident.acknowledgedAt !== undefined) yield effect;
          heardAt.set(place, now);
        }
      }
    });
    expect(story).toBeUndefined();
  });

  it("a flapping check tells a channel that knows it more than reminders", () => {
    const story = storyAgainst(function* (log) {
      for (const { before, state, effects } of log) {
        if (!before.flapping || !state.flapping) continue;
        for (const effect of only(effects, "notify"))
          if (before.told[effect.channel]?.flapping)
            if (!["reminder", "acknowledged"].includes(effect.notification)) yield effect;
      }
    });
    expect(story).toBeUndefined();
  });

  it("the past is asked for, or more than one tick or recheck", () => {
    const story = storyAgainst(function* (log) {
      for (const { now, effects, rules } of log) {
        const wakes = only(effects, "wake");
        const rechecks = only(effects, "recheck");
        if (wakes.length > 1 || wakes.some(({ at }) => at <= now)) yield wakes;
        if (rechecks.length > 1 || rechecks.some(({ at }) => at !== now + rules.recheckMs)) yield rechecks;
      }
    });
    expect(story).toBeUndefined();
  });

  it("the state is not plain JSON of bounded size", () => {
    const story = storyAgainst(function* (log) {
      for (const { state, before, rules } of log) {
        if (!isDeepStrictEqual(JSON.parse(JSON.stringify(state)), state)) yield state;
        if (state.recent.length > Math.max(before.recent.length, lookBack(rules))) yield state;
        if (state.finding && !state.recent.some(({ status }) => isBad(status))) yield state;
        if (state.flips.length > rules.flap.enter + 1 || Object.keys(state.told).length > 4) yield state;
      }
    });
    expect(story).toBeUndefined();
  });

  it("the same call gives another answer, or changes what it was given", () => {
    const story = storyAgainst(function* (log) {
      for (const { event, now, rules, overlays, channels, before, state, effects } of log) {
        const given = structuredClone(before);
        const again = reduce(given, event, now, { checkId: "orders", rules, overlays, channels });
        if (!isDeepStrictEqual(again, { state, effects })) yield again;
        if (!isDeepStrictEqual(given, before)) yield given;
      }
    });
    expect(story).toBeUndefined();
  });
});

describe("in any story", () => {
  it("more ticks than asked for change nothing", () => {
    const what = (log: readonly Reduced[]) =>
      log.flatMap(({ now, effects }) =>
        effects.filter(({ kind }) => kind !== "wake").map((effect) => ({ now, effect })),
      );
    fc.assert(
      fc.property(anyStory, fc.nat({ max: 1000 }), ({ deeds, ...options }, part) => {
        const ticked = deeds.flatMap((deed): readonly Deed[] => {
          const early = Math.floor((deed.after * part) / 1000);
          return [
            { kind: "tick", after: early },
            { ...deed, after: deed.after - early },
          ];
        });
        const end: Deed = { kind: "overlays", overlays: { paused: false }, after: 1 };
        const plain = drive([...deeds, end], options);
        const more = drive([...ticked, end], options);
        expect(what(more)).toEqual(what(plain));
        expect(more.at(-1)?.state).toEqual(plain.at(-1)?.state);
      }),
      { numRuns: 400 },
    );
  });

  it("flapping ends once all flips have left the window, and nothing good keeps an incident", () => {
    fc.assert(
      fc.property(anyStory, ({ deeds, rules, channels }) => {
        const calm: Deed[] = [
          { kind: "rules", rules, after: 1 },
          { kind: "overlays", overlays: { paused: false }, after: 1 },
          { kind: "tick", after: 2 * rules.flap.windowMs },
        ];
        const { state } = drive([...deeds, ...calm], { rules, channels }).at(-1) ?? {};
        expect(state?.flapping).toBe(false);
        expect(state?.incident !== undefined).toBe(state?.state === "down" || state?.state === "degraded");
      }),
      { numRuns: 400 },
    );
  });
});

describe("whatever the rules and the clock", () => {
  const wild = fc.oneof(
    fc.integer({ min: -3, max: 6 }),
    fc.constantFrom(0, 1e12, Number.MAX_SAFE_INTEGER, Number.NaN),
  );
  const wildConfirmation = fc.record({ count: wild, of: fc.integer({ min: -3, max: 50 }), forMs: wild });
  const wildRules: fc.Arbitrary<AlertRules> = fc.record({
    confirm: fc.record({ down: wildConfirmation, up: wildConfirmation }),
    recheckMs: wild,
    remindMs: fc.option(wild, { nil: undefined }),
    flap: fc.record({ windowMs: wild, enter: wild, leave: wild }),
  });
  const wildStep = fc.record({
    now: fc.integer({ min: 0, max: 5000 }),
    ago: fc.integer({ min: -2000, max: 2000 }),
    status: fc.constantFrom<Status[]>("up", "degraded", "down", "unknown"),
    rules: wildRules,
  });

  it("the reducer never throws, never asks for the past, and keeps an incident's times in order", () => {
    fc.assert(
      fc.property(fc.array(wildStep, { maxLength: 60 }), (steps) => {
        let state = initialState(0);
        for (const { now, ago, status, rules } of steps) {
          const context = { checkId: "orders", rules, overlays: noOverlays, channels: ["team"] };
          const reduction = reduce(state, outcomeEvent(status, now - ago), now, context);
          const { effects } = reduction;
          expect([...only(effects, "wake"), ...only(effects, "recheck")].every(({ at }) => at > now)).toBe(
            true,
          );
          expect(only(effects, "save-incident").every(({ incident }) => isInOrder(incident))).toBe(true);
          state = reduction.state;
        }
      }),
      { numRuns: 300 },
    );
  });

  it("votes of locations that are gone do not pile up", () => {
    const once: Confirmation = { count: 1, of: 1, forMs: 0 };
    const rules = {
      confirm: { down: once, up: once },
      recheckMs: 0,
      flap: { windowMs: 1, enter: 9, leave: 9 },
    };
    const context = { checkId: "orders", rules, overlays: noOverlays, channels: [] };
    let state = initialState(0);
    for (let at = 1; at <= 100; at++)
      state = reduce(state, outcomeEvent("up", at, `location-${at % 50}`), at, context).state;
    expect(Object.values(state.votes).map(({ at }) => at)).toEqual(
      Array.from({ length: 16 }, (_, n) => 85 + n),
    );
  });
});
