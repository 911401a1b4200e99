import { describe, expect, it } from "vitest";
import { createManualClock } from "../../../test/support/manual-clock.ts";
import { watch } from "./watch.ts";

/** Watches rounds that take `tookMs`; the answers are the exit codes in turn. */
const observe = (intervalMs: number, tookMs: number, codes: readonly number[]) => {
  const clock = createManualClock(0);
  const controller = new AbortController();
  const starts: number[] = [];
  const round = () =>
    new Promise<number>((resolve) => {
      const code = codes[starts.length] ?? 0;
      starts.push(clock.now());
      clock.schedule(tookMs, () => resolve(code));
    });
  const ended = watch(intervalMs, round, { clock, signal: controller.signal });
  return { clock, starts, ended, stop: () => controller.abort() };
};

describe("watch", () => {
  it("starts rounds an interval apart, however long each takes", async () => {
    const { clock, starts, ended, stop } = observe(1000, 300, [0, 1]);
    await clock.advance(3200);
    expect(starts).toEqual([0, 1000, 2000, 3000]);
    stop();
    await clock.advance(1000);
    expect(await ended).toBe(0);
    expect(clock.pending()).toBe(0);
  });

  it("starts the next round at once when one took longer than the interval", async () => {
    const { clock, starts, ended, stop } = observe(1000, 1500, []);
    await clock.advance(3000);
    expect(starts).toEqual([0, 1500, 3000]);
    stop();
    await clock.advance(1500);
    await ended;
  });

  it("answers with the last round that was whole", async () => {
    const { clock, ended, stop } = observe(1000, 300, [1, 0]);
    await clock.advance(1100);
    stop();
    await clock.advance(300);
    expect(await ended).toBe(1);
  });

  it("answers 2 when no round was whole, and leaves no timer behind while it waits", async () => {
    const none = observe(1000, 300, [0]);
    none.stop();
    await none.clock.advance(300);
    expect(await none.ended).toBe(2);

    const waiting = observe(1000, 300, [1]);
    await waiting.clock.advance(500);
    waiting.stop();
    expect(await waiting.ended).toBe(1);
    expect(waiting.clock.pending()).toBe(0);
  });
});
