import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  drive,
  noOverlays,
  outcomeEvent,
  type Deed,
  type Reduced,
} from "../../../test/support/alert-drive.ts";
import type { Incident } from "../incident.ts";
import type { Status } from "../outcome.ts";
import { lookBack } from "./confirm.ts";
import { initialState, reduce } from "./reduce.ts";
import type { AlertRules, Confirmation } from "./types.ts";

const steady = { windowMs: 1, enter: 1000, leave: 0 };

/** Outcomes come at whole tens and times to wait end in five, so that no wake falls on an outcome. */
const confirmation = (isConsecutive: boolean): fc.Arbitrary<Confirmation> =>
  fc
    .record({
      count: fc.integer({ min: 1, max: 4 }),
      more: fc.integer({ min: 0, max: isConsecutive ? 0 : 3 }),
      forMs: fc.constantFrom(0, 0, 15, 45, 95),
    })
    .map(({ count, more, forMs }) => ({ count, of: count + more, forMs }));

const confirmOnly = (isConsecutive: boolean): fc.Arbitrary<AlertRules> =>
  fc
    .record({ down: confirmation(isConsecutive), up: confirmation(isConsecutive) })
    .map((confirm) => ({ confirm, recheckMs: 10, flap: steady }));

interface Heard {
  readonly at: number;
  readonly status: Status;
}

const outcomes = (...statuses: Status[]): fc.Arbitrary<readonly Heard[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(...statuses)), { maxLength: 40 })
    .map((list) => {
      let at = 0;
      return list.map(([tens, status]) => ({ at: (at += tens * 10), status }));
    });

/** What the reducer makes of outcomes, one line per change of the incident. */
const reduced = (rules: AlertRules, heard: readonly Heard[], until: number): readonly string[] => {
  const deeds: Deed[] = heard.map(({ at, status }, index) => ({
    kind: "outcome",
    status,
    after: at - (heard[index - 1]?.at ?? 0),
  }));
  deeds.push({ kind: "tick", after: until - (heard.at(-1)?.at ?? 0) });
  return drive(deeds, { rules, start: 0 }).flatMap(({ now, before, state, effects }) => {
    const is = state.incident;
    const was = before.incident;
    if (is && !was) return [`${now} ${is.severity} since ${is.openedAt}`];
    if (is && is.severity !== was?.severity) return [`${now} ${is.severity}`];
    const closed = effects.find((effect) => effect.kind === "save-incident")?.incident;
    return was && !is ? [`${now} closed since ${state.since} at ${closed?.closedAt}`] : [];
  });
};

describe("the confirmed state against a naive model of the definition", () => {
  /** The first outcome of the window in which `count` was first reached, while it has stayed reached ever since. */
  const onset = (heard: readonly Heard[], wanted: Status, { count, of }: Confirmation) => {
    let found: number | undefined;
    for (let end = 1; end <= heard.length; end++) {
      const matching = heard.slice(Math.max(0, end - of), end).filter(({ status }) => status === wanted);
      found = matching.length < count ? undefined : (found ?? matching[0]?.at);
    }
    return found;
  };

  const naive = ({ confirm }: AlertRules, heard: readonly Heard[], until: number): readonly string[] => {
    const lines: string[] = [];
    let confirmedAt: number | undefined;
    let used = 0;
    for (let now = 0; now <= until; now++) {
      const soFar = heard.filter(({ at }) => at <= now);
      const known = soFar.filter(({ status }) => status !== "unknown");
      const wanted = confirmedAt === undefined ? "down" : "up";
      const began = onset(known.slice(used), wanted, confirm[wanted]);
      if (began === undefined || soFar.at(-1)?.status !== wanted || now < began + confirm[wanted].forMs)
        continue;
      lines.push(
        confirmedAt === undefined
          ? `${now} down since ${began}`
          : `${now} closed since ${began} at ${Math.max(began, confirmedAt)}`,
      );
      confirmedAt = confirmedAt === undefined ? now : undefined;
      used = known.length;
    }
    return lines;
  };

  it("opens and closes the same incidents at the same times for any n of m and any time to wait", () => {
    fc.assert(
      fc.property(confirmOnly(false), outcomes("up", "up", "down", "down", "unknown"), (rules, heard) => {
        const until = (heard.at(-1)?.at ?? 0) + 200;
        expect(reduced(rules, heard, until)).toEqual(naive(rules, heard, until));
      }),
      { numRuns: 400 },
    );
  });

  const naiveSeverity = (
    { confirm: { down, up } }: AlertRules,
    heard: readonly Heard[],
    until: number,
  ): readonly string[] => {
    const lines: string[] = [];
    let is: Status = "up";
    let confirmedAt = 0;
    for (let now = 0; now <= until; now++) {
      const soFar = heard.filter(({ at }) => at <= now);
      const known = soFar.filter(({ status }) => status !== "unknown");
      const run = (...wanted: Status[]) =>
        known.slice(known.findLastIndex((o) => !wanted.includes(o.status)) + 1);
      const lasts = (list: readonly Heard[], { count, forMs }: Confirmation) =>
        list[0] !== undefined && list.length >= count && now >= list[0].at + forMs;
      const next = (): string | undefined => {
        if (is === "up" && lasts(run("down", "degraded"), down)) {
          is = run("down").length >= down.count ? "down" : "degraded";
          confirmedAt = now;
          return `${is} since ${run("down", "degraded")[0]?.at}`;
        }
        if (is !== "up" && lasts(run("up"), up)) {
          is = "up";
          const began = run("up")[0]?.at ?? 0;
          return `closed since ${began} at ${Math.max(began, confirmedAt)}`;
        }
        if (is === "degraded" && lasts(run("down"), down)) return (is = "down");
        if (is === "down" && lasts(run("up", "degraded"), up)) return (is = "degraded");
        return undefined;
      };
      const line = soFar.at(-1)?.status === "unknown" ? undefined : next();
      if (line) lines.push(`${now} ${line}`);
    }
    return lines;
  };

  it("moves the severity at the same times when outcomes in a row are asked for", () => {
    fc.assert(
      fc.property(
        confirmOnly(true),
        outcomes("up", "degraded", "degraded", "down", "down", "unknown"),
        (rules, heard) => {
          const until = (heard.at(-1)?.at ?? 0) + 200;
          expect(reduced(rules, heard, until)).toEqual(naiveSeverity(rules, heard, until));
        },
      ),
      { numRuns: 400 },
    );
  });
});

const remindMs = 300;

const anyRules: fc.Arbitrary<AlertRules> = fc.record({
  confirm: fc.record({ down: confirmation(false), up: confirmation(false) }),
  recheckMs: fc.constantFrom(0, 10),
  remindMs: fc.constantFrom(undefined, remindMs),
  flap: fc.constantFrom(steady, { windowMs: 400, enter: 2, leave: 1 }, { windowMs: 900, enter: 3, leave: 0 }),
});

const after = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1000 }));

/** One run of a check at a time: no two begin in the same millisecond. */
const anyOutcome = fc.record({
  kind: fc.constant("outcome" as const),
  after: after.map((ms) => Math.max(1, ms)),
  status: fc.constantFrom<Status[]>("up", "up", "degraded", "down", "down", "unknown"),
  location: fc.constantFrom("here", "here", "there"),
});

const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 60, arbitrary: anyOutcome },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("tick" as const), after }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("acknowledge" as const), after }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("rules" as const), after, rules: anyRules }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("channels" as const),
      after,
      channels: fc.subarray(["team", "mail", "valueOf", "late"]),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("overlays" as const),
      after,
      overlays: fc.constantFrom(
        noOverlays,
        noOverlays,
        { ...noOverlays, maintenance: true },
        { ...noOverlays, silenced: true },
        { ...noOverlays, suppressedBy: "gateway" },
        { ...noOverlays, paused: true },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), after }) },
);

const anyStory = fc.record({
  rules: anyRules,
  wakeLateMs: fc.constantFrom(0, 0, 7, 350),
  deeds: fc.array(anyDeed, { maxLength: 80 }),
});

/** Checks every reduction of any story. */
const always = (holds: (log: readonly Reduced[]) => void): void => {
  fc.assert(
    fc.property(anyStory, ({ deeds, ...options }) => {
      holds(drive([...deeds, { kind: "remove", after: 1 }], options));
    }),
    { numRuns: 400 },
  );
};

describe("in any story", () => {
  it("there is at most one open incident, and its times are in order", () => {
    always((log) => {
      const seen = new Set<string>();
      let open: string | undefined;
      for (const { effects, state } of log) {
        for (const effect of effects) {
          if (effect.kind === "save-incident") {
            const { openedAt, confirmedAt, closedAt = confirmedAt } = effect.incident;
            expect(openedAt <= confirmedAt && confirmedAt <= closedAt).toBe(true);
          }
          if (effect.kind !== "record") continue;
          const { kind, incidentId } = effect.event;
          if (kind === "opened") {
            expect(open).toBeUndefined();
            expect(seen).not.toContain(incidentId);
            open = incidentId;
            seen.add(incidentId);
          }
          expect(incidentId).toBe(open);
          if (kind === "closed") open = undefined;
        }
        expect(state.incident?.id).toBe(open);
      }
      expect(open).toBeUndefined();
    });
  });

  it("bad states and flapping have an incident, others have none", () => {
    always((log) => {
      for (const { state } of log) {
        expect(state.incident !== undefined).toBe(
          state.state === "down" || state.state === "degraded" || state.flapping,
        );
        expect(state.incident?.flapping ?? false).toBe(state.flapping);
        if (state.state === "down" || state.state === "degraded")
          expect(state.incident?.severity).toBe(state.state);
      }
    });
  });

  it("a channel hears firing once, then other news, and resolved exactly when it heard firing", () => {
    always((log) => {
      const told = new Map<string, string[]>();
      for (const { effects } of log) {
        for (const effect of effects) {
          if (effect.kind === "notify") {
            const place = `${effect.incident.id} ${effect.channel}`;
            told.set(place, [...(told.get(place) ?? []), effect.notification]);
          }
        }
      }
      for (const kinds of told.values()) {
        expect(kinds.indexOf("firing")).toBe(0);
        expect(kinds.lastIndexOf("firing")).toBe(0);
        expect(kinds.indexOf("resolved")).toBe(kinds.length - 1);
      }
    });
  });

  it("every notification of an incident has the next sequence", () => {
    always((log) => {
      const last = new Map<string, number>();
      for (const effect of log.flatMap(({ effects }) => effects)) {
        if (effect.kind !== "notify") continue;
        expect(effect.sequence).toBe((last.get(effect.incident.id) ?? 0) + 1);
        last.set(effect.incident.id, effect.sequence);
      }
    });
  });

  it("overlays and leaving the list let through only acknowledgements and resolutions", () => {
    always((log) => {
      for (const { effects, overlays, channels } of log) {
        const isQuiet = overlays !== noOverlays;
        for (const effect of effects) {
          if (effect.kind !== "notify") continue;
          if (isQuiet || !channels.includes(effect.channel))
            expect(["acknowledged", "resolved"]).toContain(effect.notification);
        }
      }
    });
  });

  it("a reminder comes a whole period after whatever the channel heard before, and never once acknowledged", () => {
    always((log) => {
      const heardAt = new Map<string, number>();
      for (const { now, effects } of log) {
        for (const effect of effects) {
          if (effect.kind !== "notify") continue;
          const place = `${effect.incident.id} ${effect.channel}`;
          if (effect.notification === "reminder") {
            expect(now - (heardAt.get(place) ?? now)).toBeGreaterThanOrEqual(remindMs);
            expect(effect.incident.acknowledgedAt).toBeUndefined();
          }
          heardAt.set(place, now);
        }
      }
    });
  });

  it("nothing that is due is left: after a tick at the time asked for, the same time is not asked for again", () => {
    always((log) => {
      for (const { now, effects, rules } of log) {
        const wakes = effects.filter((effect) => effect.kind === "wake");
        expect(wakes.length).toBeLessThanOrEqual(1);
        for (const wake of wakes) expect(wake.at).toBeGreaterThan(now);
        const rechecks = effects.filter((effect) => effect.kind === "recheck");
        expect(rechecks.length).toBeLessThanOrEqual(1);
        for (const { at } of rechecks) expect(at).toBe(now + rules.recheckMs);
      }
    });
  });

  it("the incident last saved says what the state's says, but for details of the latest bad outcome", () => {
    always((log) => {
      const undetailed = ({ reason, judgements: _, readings: __, ...rest }: Incident) => ({
        ...rest,
        code: reason.code,
      });
      let saved: Incident | undefined;
      for (const { state, effects } of log) {
        for (const effect of effects) if (effect.kind === "save-incident") saved = effect.incident;
        if (state.incident) expect(saved && undetailed(saved)).toEqual(undetailed(state.incident));
      }
    });
  });

  it("the state is plain JSON of bounded size, and the same call gives the same answer", () => {
    always((log) => {
      for (const { state, before, event, now, rules, overlays, channels, effects } of log) {
        const copy: typeof before = JSON.parse(JSON.stringify(before));
        expect(copy).toStrictEqual(before);
        expect(reduce(copy, event, now, { checkId: "orders", rules, overlays, channels })).toStrictEqual({
          state,
          effects,
        });
        expect(copy).toStrictEqual(before);
        expect(state.recent.length).toBeLessThanOrEqual(Math.max(before.recent.length, lookBack(rules)));
        expect(state.flips.length).toBeLessThanOrEqual(rules.flap.enter + 1);
        expect(Object.keys(state.told).length).toBeLessThanOrEqual(4);
      }
    });
  });

  it("more ticks than asked for change nothing", () => {
    fc.assert(
      fc.property(
        anyRules,
        fc.array(fc.oneof({ weight: 5, arbitrary: anyOutcome }, { weight: 1, arbitrary: anyDeed }), {
          maxLength: 50,
        }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (rules, deeds, chances) => {
          const split = (deed: Deed): readonly Deed[] => {
            const early = Math.floor((chances.next().value ?? 0) * deed.after);
            return [
              { kind: "tick", after: early },
              { ...deed, after: deed.after - early },
            ];
          };
          const end: Deed = { kind: "tick", after: 1 };
          const plain = drive([...deeds, end], { rules });
          const ticked = drive([...deeds.flatMap(split), end], { rules });
          const follows = (log: readonly Reduced[]) =>
            log.flatMap(({ now, effects }) =>
              effects.filter(({ kind }) => kind !== "wake").map((effect) => ({ now, effect })),
            );
          expect(follows(ticked)).toEqual(follows(plain));
          expect(ticked.at(-1)?.state).toEqual(plain.at(-1)?.state);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("whatever the rules and the clock", () => {
  const wild = fc.oneof(fc.integer({ min: -3, max: 6 }), fc.constantFrom(0, 1e12, Number.MAX_SAFE_INTEGER));
  const wildConfirmation = fc.record({ count: wild, of: fc.integer({ min: -3, max: 50 }), forMs: wild });
  const wildRules: fc.Arbitrary<AlertRules> = fc.record({
    confirm: fc.record({ down: wildConfirmation, up: wildConfirmation }),
    recheckMs: wild,
    remindMs: fc.option(wild, { nil: undefined }),
    flap: fc.record({ windowMs: wild, enter: fc.integer({ min: 0, max: 9 }), leave: wild }),
  });

  it("the reducer never throws, never asks for the past, and keeps an incident's times in order", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 5000 }),
            fc.integer({ min: -2000, max: 2000 }),
            fc.constantFrom<Status[]>("up", "degraded", "down", "unknown"),
            fc.option(wildRules, { nil: undefined }),
          ),
          { maxLength: 60 },
        ),
        wildRules,
        (steps, first) => {
          let rules = first;
          let state = initialState(0);
          for (const [now, ago, status, changed] of steps) {
            rules = changed ?? rules;
            const context = { checkId: "orders", rules, overlays: noOverlays, channels: ["team"] };
            const { state: next, effects } = reduce(state, outcomeEvent(status, now - ago), now, context);
            for (const effect of effects) {
              if (effect.kind === "wake" || effect.kind === "recheck") expect(effect.at).toBeGreaterThan(now);
              if (effect.kind === "save-incident") {
                const { openedAt, confirmedAt, closedAt = confirmedAt } = effect.incident;
                expect(openedAt <= confirmedAt && confirmedAt <= closedAt).toBe(true);
              }
            }
            state = next;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("votes of locations that are gone do not pile up", () => {
    let state = initialState(0);
    const context = { checkId: "orders", rules: quick, overlays: noOverlays, channels: [] };
    for (let at = 1; at <= 100; at++)
      state = reduce(state, outcomeEvent("up", at, `location-${at % 50}`), at, context).state;
    expect(Object.keys(state.votes).length).toBe(16);
    expect(state.votes["location-0"]).toEqual({ status: "up", at: 100 });
  });

  const once: Confirmation = { count: 1, of: 1, forMs: 0 };
  const quick: AlertRules = { confirm: { down: once, up: once }, recheckMs: 0, flap: steady };
});
