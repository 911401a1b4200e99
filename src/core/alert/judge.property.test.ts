import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Deed, drive } from "../../../test/support/alert-drive.ts";
import type { Status } from "../outcome.ts";
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
  return drive(deeds, { rules, channels: [] }).flatMap(({ now, before, state, effects }) => {
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
