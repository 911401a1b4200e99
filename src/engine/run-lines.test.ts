import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RunLines } from "./run-lines.ts";

interface Asked {
  readonly id: number;
  readonly host: string | undefined;
}

const anyStep = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ask: fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }) }) },
  { weight: 4, arbitrary: fc.record({ end: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      limits: fc.record({ total: fc.integer({ min: 1, max: 6 }), perHost: fc.integer({ min: 1, max: 3 }) }),
    }),
  },
);

test("whatever is asked for and ends, limits hold, no place stays empty, and everyone gets a turn", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 120 }), (steps) => {
      let limits = { total: 4, perHost: 2 };
      const lines = new RunLines<Asked>(limits);
      const running: Asked[] = [];
      const waiting: Asked[] = [];
      let ids = 0;
      const onHost = (host: string | undefined) => running.filter((run) => run.host === host).length;
      const fits = ({ host }: Asked) =>
        running.length < limits.total && (host === undefined || onHost(host) < limits.perHost);
      const admit = () => {
        for (let run = lines.next(); run; run = lines.next()) {
          expect(fits(run)).toBe(true);
          waiting.splice(waiting.indexOf(run), 1);
          running.push(run);
        }
        expect(waiting.some(fits)).toBe(false);
        expect(lines.waiting).toBe(waiting.length);
      };
      for (const step of steps) {
        if ("ask" in step) {
          const run = { id: ids++, host: step.ask };
          const may = fits(run);
          expect(lines.enter(run)).toBe(may);
          (may ? running : waiting).push(run);
        } else if ("end" in step) {
          const [run] = running.splice(step.end % Math.max(1, running.length), 1);
          if (run) lines.leave(run);
        } else {
          limits = step.limits;
          lines.setLimits(limits);
        }
        admit();
      }
      for (let run = running.shift(); run; run = running.shift()) {
        lines.leave(run);
        admit();
      }
      expect(waiting).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("a host with a thousand waiting runs lets others go first", () => {
  const lines = new RunLines<Asked>({ total: 3, perHost: 2 });
  const asked = (id: number, host: string): Asked => ({ id, host });
  const crowd = Array.from({ length: 1000 }, (_, id) => asked(id, "crowded"));
  const begun = crowd.filter((run) => lines.enter(run));
  expect(begun).toHaveLength(2);
  expect(lines.enter(asked(2000, "quiet"))).toBe(true);
  expect(lines.enter(asked(2001, "other"))).toBe(false);
  expect(lines.enter(asked(2002, "third"))).toBe(false);
  lines.leave(asked(0, "crowded"));
  expect(lines.next()?.host).toBe("other");
  lines.leave(asked(2000, "quiet"));
  expect(lines.next()?.host).toBe("third");
  lines.leave(asked(2001, "other"));
  expect(lines.next()?.host).toBe("crowded");
});
