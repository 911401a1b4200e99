import * as fc from "fast-check";
import type { AlertRules } from "../../src/core/alert/types.ts";
import type { Status } from "../../src/core/outcome.ts";
import { type Deed, drive, type Reduced } from "./alert-drive.ts";

/** The one reminder period of all stories, ms. */
export const remindMs = 300;

/** The one flap window of all stories: what a shorter one forgot does not come back when it grows, ms. */
const windowMs = 600;

const confirmation = fc
  .record({
    count: fc.integer({ min: 1, max: 4 }),
    more: fc.integer({ min: 0, max: 3 }),
    forMs: fc.constantFrom(0, 0, 15, 45, 95),
  })
  .map(({ count, more, forMs }) => ({ count, of: count + more, forMs }));

export const anyRules: fc.Arbitrary<AlertRules> = fc.record({
  confirm: fc.record({ down: confirmation, up: confirmation }),
  recheckMs: fc.constantFrom(0, 10),
  remindMs: fc.constantFrom(undefined, remindMs),
  flap: fc.record({
    windowMs: fc.constant(windowMs),
    enter: fc.constantFrom(2, 3, 1000),
    leave: fc.constantFrom(0, 1),
  }),
});

const after = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 1000 }) },
);

/** One run of a check at a time: no two begin in the same millisecond. */
const anyOutcome = fc.record({
  kind: fc.constant("outcome" as const),
  after: after.map((ms) => Math.max(1, ms)),
  status: fc.constantFrom<Status[]>("up", "up", "degraded", "down", "down", "unknown"),
  location: fc.constantFrom("here", "here", "there"),
});

const anyChange = fc.oneof(
  fc.record({ kind: fc.constant("tick" as const), after }),
  fc.record({ kind: fc.constant("acknowledge" as const), after, by: fc.constant("anna") }),
  fc.record({ kind: fc.constant("rules" as const), after, rules: anyRules }),
  fc.record({
    kind: fc.constant("channels" as const),
    after,
    channels: fc.subarray(["team", "mail", "valueOf", "late"]),
  }),
  fc.record({
    kind: fc.constant("overlays" as const),
    after,
    overlays: fc.constantFrom(
      { maintenance: false, silenced: false, paused: false, suppressedBy: undefined },
      { maintenance: true },
      { silenced: true },
      { suppressedBy: "gateway" },
      { paused: true },
    ),
  }),
);

const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 70, arbitrary: anyOutcome },
  { weight: 30, arbitrary: anyChange },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), after }) },
);

/** Anything that can happen to a check, under any sensible rules. */
export const anyStory = fc.record({
  deeds: fc.array(anyDeed, { maxLength: 80 }),
  rules: anyRules,
  channels: fc.constant(["team", "mail"]),
});

/**
 * Looks for a story, ended by the removal of the check, in which something is wrong; `findings` yields what. Answers
 * with fast-check's report of the smallest one found, or nothing.
 */
export const storyAgainst = (
  findings: (log: readonly Reduced[]) => Iterable<unknown>,
): string | undefined => {
  const lateness = fc.constantFrom(0, 0, 7, 350);
  const property = fc.property(anyStory, lateness, ({ deeds, ...options }, wakeLateMs) => {
    const log = drive([...deeds, { kind: "remove", after: 1 }], { ...options, wakeLateMs });
    for (const finding of findings(log)) throw new Error(JSON.stringify(finding));
  });
  return fc.defaultReportMessage(fc.check(property, { numRuns: 400 }));
};
