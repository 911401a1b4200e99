import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "../../../test/support/manual-clock.ts";
import { createRateLimit } from "./rate-limit.ts";

describe("a rate limit", () => {
  it("never lets through more than its burst and its rate, and says exactly how long to wait", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5000), { maxLength: 60 }), async (pauses) => {
        const clock = createManualClock();
        const limit = createRateLimit({ clock, burst: 3, everyMs: 1000, keys: 10 });
        const admitted: number[] = [];
        for (const pause of pauses) {
          await clock.advance(pause);
          const waitMs = limit.take("key");
          await clock.advance(waitMs);
          const admittedNow = waitMs === 0 || limit.take("key") === 0;
          expect(admittedNow).toBe(true);
          admitted.push(clock.monotonic());
        }
        for (const [index, at] of admitted.entries()) {
          const inWindow = admitted.slice(0, index + 1).filter((other) => at - other < 10_000);
          expect(inWindow.length).toBeLessThanOrEqual(3 + 10);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("does not make someone who keeps knocking wait longer", async () => {
    const clock = createManualClock();
    const limit = createRateLimit({ clock, burst: 1, everyMs: 1000, keys: 10 });
    limit.take("key");
    for (let n = 0; n < 9; n += 1) {
      await clock.advance(100);
      expect(limit.take("key")).toBe(900 - n * 100);
    }
    await clock.advance(100);
    expect(limit.take("key")).toBe(0);
  });

  it("remembers no more keys than told, forgetting those unused for longest", () => {
    const limit = createRateLimit({ clock: createManualClock(), burst: 2, everyMs: 1000, keys: 2 });
    limit.take("a");
    limit.take("a");
    limit.take("b");
    limit.take("b");
    limit.take("c");
    expect(limit.take("b")).toBeGreaterThan(0);
    expect(limit.take("a")).toBe(0);
  });
});
