import * as fc from "fast-check";
import { expect, it } from "vitest";
import { drive, noOverlays, outcomeEvent } from "../../../test/support/alert-drive.ts";
import { anyRules, anyStory } from "../../../test/support/alert-stories.ts";
import { initialState, reduce, reduceInFull } from "./reduce.ts";
import { settle, unsettle } from "./settled.ts";
import type { AlertContext, AlertEvent, CheckState, Reduction } from "./types.ts";

interface Step {
  readonly event: AlertEvent;
  readonly now: number;
  readonly context: AlertContext;
}

/** The events of a story, with the calm between its troubles that stories are short of. */
const stepsOf = (
  story: typeof anyStory extends fc.Arbitrary<infer S> ? S : never,
  calm: number,
): readonly Step[] => {
  const { deeds, ...options } = story;
  const good = Array.from({ length: calm }, () => ({ kind: "outcome", status: "up", after: 20 }) as const);
  const all = deeds.flatMap((deed, index) => (index % 7 === 0 ? [...good, deed] : [deed]));
  return drive([...good, ...all, ...good], options).map(({ event, now, rules, overlays, channels }) => ({
    event,
    now,
    context: { checkId: "orders", rules, overlays, channels },
  }));
};

/** All of a state but when good outcomes were. */
const gist = ({ recent, votes, ...rest }: CheckState) => ({
  ...rest,
  recent: recent.map(({ status, at }) => (status === "up" ? status : { status, at })),
  votes: Object.entries(votes).map(([name, { status }]) => [name, status]),
});

/** Plays a story by the short way and in full; `onStep` compares. */
const playBoth = (
  steps: readonly Step[],
  onStep: (quick: Reduction, full: Reduction, isShort: boolean) => void,
): void => {
  let state = initialState(0);
  let known = initialState(0);
  for (const { event, now, context } of steps) {
    const quick = reduce(state, event, now, context);
    const full = reduceInFull(known, event, now, context);
    onStep(quick, full, quick.state === state);
    state = quick.state;
    known = full.state;
  }
};

it("the short way has the same effects as the rules in full", () => {
  let short = 0;
  fc.assert(
    fc.property(anyStory, fc.integer({ min: 0, max: 8 }), (story, calm) => {
      playBoth(stepsOf(story, calm), (quick, full, isShort) => {
        if (isShort) short += 1;
        expect(quick.effects).toEqual(full.effects);
      });
    }),
    { numRuns: 400 },
  );
  expect(short).toBeGreaterThan(1000);
});

it("under rules that stay it gives the same state too, but for when good votes were", () => {
  fc.assert(
    fc.property(anyStory, fc.integer({ min: 0, max: 8 }), (story, calm) => {
      const deeds = story.deeds.filter(({ kind }) => kind !== "rules");
      playBoth(stepsOf({ ...story, deeds }, calm), (quick, full) =>
        expect(gist(quick.state)).toEqual(gist(full.state)),
      );
    }),
    { numRuns: 400 },
  );
});

it("from the state written last, read again after a crash at any moment, the same follows", () => {
  fc.assert(
    fc.property(anyStory, fc.nat(8), fc.nat(), (story, calm, moment) => {
      const steps = stepsOf(story, calm);
      const crash = steps.length === 0 ? 0 : moment % steps.length;
      let state = initialState(0);
      let written = JSON.stringify(state);
      for (const [index, { event, now, context }] of steps.entries()) {
        if (index === crash) state = JSON.parse(written) as CheckState;
        const expected = reduce(JSON.parse(JSON.stringify(state)) as CheckState, event, now, context);
        const next = reduce(state, event, now, context);
        expect(next).toEqual(expected);
        if (next.state !== state) written = JSON.stringify(next.state);
        expect(JSON.parse(written)).toEqual(next.state);
        state = next.state;
      }
    }),
    { numRuns: 200 },
  );
});

it("a settled state has a small form that says all of it", () => {
  fc.assert(
    fc.property(anyRules, fc.integer({ min: 10, max: 30 }), (rules, count) => {
      const context = { checkId: "orders", rules, overlays: noOverlays, channels: ["team"] };
      let state = initialState(0);
      for (let at = 1; at <= count; at++)
        state = reduce(state, outcomeEvent("up", at * 20), at * 20, context).state;
      const small = settle(state, rules);
      expect(small).toBeDefined();
      if (small) expect(unsettle(small)).toEqual(state);
      expect(reduce(state, outcomeEvent("up", 9999), 9999, context).state).toBe(state);
      expect(reduce(state, { kind: "tick" }, 9999, context).state).toBe(state);
    }),
  );
});
