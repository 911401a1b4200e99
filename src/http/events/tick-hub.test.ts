import { describe, expect, it } from "vitest";
import { createFakeLookout, sampleRun } from "../../../test/support/fake-lookout.ts";
import { createManualClock } from "../../../test/support/manual-clock.ts";
import { createMemoryStore } from "../../stores/memory/store.ts";
import { createTickHub } from "./tick-hub.ts";

const start = (limit: number) => {
  const clock = createManualClock();
  const lookout = createFakeLookout({ clock, store: createMemoryStore() });
  const hub = createTickHub({ lookout, clock, limit });
  const run = () => lookout.emit({ kind: "run", record: sampleRun() });
  return { clock, hub, run };
};

describe("the tick hub", () => {
  it("opens no more streams than its limit, and again when one has ended", async () => {
    const { hub } = start(2);
    const first = hub.open({ owner: "a" });
    expect(hub.open({ owner: "b" })).toBeDefined();
    expect(hub.open({ owner: "c" })).toBeUndefined();
    await first?.cancel();
    expect(hub.open({ owner: "c" })).toBeDefined();
    hub.end("c");
    hub.end("b");
    expect(hub.open({ owner: "d" })).toBeDefined();
    expect(hub.open({ owner: "e", signal: AbortSignal.abort() })).toBeUndefined();
  });

  it("keeps nothing for a reader that does not read, and tells it all in one tick when it does", async () => {
    const { clock, hub, run } = start(1);
    const body = hub.open({ owner: "slow" });
    for (let second = 0; second < 2000; second += 1) {
      run();
      await clock.advance(1000);
    }
    const reader = body!.getReader();
    const end = clock.now();
    const ids = [0];
    let bytes = 0;
    while ((ids.at(-1) ?? 0) < end) {
      const { value } = await reader.read();
      bytes += value?.length ?? 0;
      const [, id] = /id: (\d+)/.exec(new TextDecoder().decode(value)) ?? [];
      if (id !== undefined) ids.push(Number(id));
      await clock.advance(1000);
    }
    expect(bytes).toBeLessThan(70_000);
    const gaps = ids.slice(2).map((id, index) => id - (ids[index + 1] ?? 0));
    expect(Math.max(...gaps)).toBeGreaterThan(600_000);
  });

  it("has no timer while nobody reads", async () => {
    const { clock, hub, run } = start(1);
    run();
    expect(clock.pending()).toBe(0);
    const body = hub.open({ owner: "a" });
    run();
    expect(clock.pending()).toBe(2);
    await body?.cancel();
    expect(clock.pending()).toBe(0);
  });
});
