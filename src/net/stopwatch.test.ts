import { describe, expect, it } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import type { NetworkFailure } from "./network-failure.ts";
import { createStopwatch } from "./stopwatch.ts";

const start = (limits: {
  readonly timeoutMs: number;
  readonly phaseTimeoutsMs?: { readonly tls?: number };
}) => {
  const clock = createManualClock();
  const failures: string[] = [];
  const note = ({ reason }: NetworkFailure) => failures.push(`${reason.code}: ${reason.detail}`);
  return { clock, failures, stopwatch: createStopwatch({ clock, ...limits }, note) };
};

describe("createStopwatch", () => {
  it("measures phases from one to the next, and adds up those that come again", async () => {
    const { clock, stopwatch } = start({ timeoutMs: 1000 });
    for (const phase of ["dns", "connect", "dns"] as const) {
      stopwatch.enter(phase);
      await clock.advance(10);
    }
    stopwatch.leave();
    await clock.advance(5);
    expect(stopwatch.read()).toEqual({ phases: { dns: 20, connect: 10 }, totalMs: 35 });
  });

  it("leaves the running phase out", () => {
    const { stopwatch } = start({ timeoutMs: 1000 });
    stopwatch.enter("dns");
    expect(stopwatch.running()).toBe("dns");
    expect(stopwatch.read().phases).toEqual({});
  });

  it.each([
    ["dns", "dns-timeout: the name was not resolved after 1s"],
    ["connect", "connect-timeout: the connection was not open after 1s"],
    ["tls", "tls-timeout: the TLS handshake was not done after 1s"],
    ["first_byte", "first-byte-timeout: no answer had begun after 1s"],
    ["transfer", "transfer-timeout: the answer had not ended after 1s"],
  ] as const)("names the phase that the deadline meets: %s", async (phase, failure) => {
    const { clock, failures, stopwatch } = start({ timeoutMs: 1000 });
    stopwatch.enter("dns");
    await clock.advance(400);
    stopwatch.enter(phase);
    await clock.advance(599);
    expect(failures).toEqual([]);
    await clock.advance(1);
    expect(failures).toEqual([failure]);
  });

  it("limits single phases", async () => {
    const { clock, failures, stopwatch } = start({ timeoutMs: 1000, phaseTimeoutsMs: { tls: 50 } });
    stopwatch.enter("connect");
    await clock.advance(60);
    stopwatch.enter("tls");
    await clock.advance(50);
    expect(failures).toEqual(["tls-timeout: the TLS handshake was not done after 50ms"]);
  });

  it("leaves no timer behind", () => {
    const { clock, stopwatch } = start({ timeoutMs: 1000, phaseTimeoutsMs: { tls: 50 } });
    stopwatch.enter("tls");
    expect(clock.pending()).toBe(2);
    stopwatch.close();
    expect(clock.pending()).toBe(0);
  });
});
