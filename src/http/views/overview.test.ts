import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noOverlays, sampleRun, sampleState } from "../../../test/support/fake-lookout.ts";
import { replacing, startSite, type HttpSite } from "../../../test/support/http-site.ts";
import { downOutcome, sampleCheck } from "../../../test/support/sample-check.ts";
import type { State } from "../../core/alert/types.ts";
import type { LiveCheck } from "../../engine/lookout.ts";
import type { Overview } from "../schemas.ts";

let site: HttpSite;
let headers: Record<string, string>;
beforeEach(async () => {
  site = await startSite();
  headers = await site.asPage();
});
afterEach(() => site[Symbol.asyncDispose]());

const overview = async () => (await (await site.request("/api/v1/overview", { headers })).json()) as Overview;

const live = (id: string, state: State, more: Partial<LiveCheck> & { group?: string } = {}): LiveCheck => ({
  check: sampleCheck({ id, title: id, group: more.group }),
  state: sampleState({ state, since: site.clock.now() }),
  overlays: noOverlays,
  ...more,
});
const ranAgo = (ms: number) => ({ lastRun: sampleRun({ startedAt: site.clock.now() - ms }) });

describe("the overview", () => {
  it("puts the worst first, then goes by group and title; numbers are numbers", async () => {
    site.lookout.shows.checks = [
      live("paused", "down", { overlays: { ...noOverlays, paused: true } }),
      live("up-10", "up", { group: "b" }),
      live("up-9", "up", { group: "b" }),
      live("z", "up", { group: "a" }),
      live("pending", "pending"),
      live("stale", "up", ranAgo(26_001)),
      live("unknown", "unknown"),
      live("degraded", "degraded"),
      live("down", "down", ranAgo(100_000)),
    ];
    const { checks, counts } = await overview();
    expect(checks.map(({ id }) => id)).toEqual([
      "down",
      "degraded",
      "stale",
      "unknown",
      "pending",
      "z",
      "up-9",
      "up-10",
      "paused",
    ]);
    expect(counts).toEqual({
      up: 4,
      degraded: 1,
      down: 1,
      unknown: 1,
      pending: 1,
      paused: 1,
      maintenance: 0,
    });
  });

  it.each([
    [26_000, false],
    [26_001, true],
  ])("takes a run %i ms ago for stale: %s (every 10 s, at most 1 s long)", async (ms, stale) => {
    site.lookout.shows.checks = [live("orders", "up", ranAgo(ms))];
    expect((await overview()).checks[0]?.stale).toBe(stale);
  });

  it("never takes a check that has not run for fresh for ever", async () => {
    site.lookout.shows.checks = [live("orders", "pending")];
    expect((await overview()).checks[0]?.stale).toBe(false);
    await site.clock.advance(26_001);
    expect((await overview()).checks[0]?.stale).toBe(true);
  });

  it("names every overlay", async () => {
    site.lookout.shows.checks = [
      live("orders", "down", {
        state: sampleState({ flapping: true }),
        overlays: { maintenance: true, silenced: true, paused: true, suppressedBy: "router" },
      }),
    ];
    const { checks, counts } = await overview();
    expect(checks[0]?.overlays).toEqual(["maintenance", "silenced", "paused", "flapping", "suppressed"]);
    expect(counts).toMatchObject({ paused: 1, maintenance: 1, up: 0 });
  });

  it("counts uptime over a day, a week and a quarter, and shows the latest 40 runs", async () => {
    const dayMs = 86_400_000;
    const now = site.clock.now();
    const at = (ago: number, bad = false) =>
      sampleRun({ slot: now - ago, startedAt: now - ago, ...(bad && { outcome: downOutcome }) });
    const recent = Array.from({ length: 50 }, (_, index) => at(1000 * (50 - index)));
    await site.lookout.store.write({
      runs: [at(80 * dayMs, true), at(6 * dayMs, true), ...recent.slice(0, -1), at(500, true)],
      states: [],
      incidents: [],
      events: [],
      notifications: [],
    });
    const [check] = (await overview()).checks;
    expect(check?.uptime).toEqual({ day: 49 / 50, week: 49 / 51, quarter: 49 / 52 });
    expect(check?.sparkline).toEqual([...Array.from({ length: 39 }, () => 12), null]);
    expect(check?.sparkStatus.at(-1)).toBe("down");
  });

  it("knows no uptime without runs", async () => {
    expect((await overview()).checks[0]?.uptime).toEqual({ day: null, week: null, quarter: null });
  });

  it("reads the history once for all who look within 5 s", async () => {
    const { runs } = site.lookout.store;
    const real = { ...runs };
    let queries = 0;
    const counts: typeof real.counts = (query) => {
      queries += 1;
      return real.counts(query);
    };
    await replacing(runs, { counts }, async () => {
      await Promise.all(Array.from({ length: 5 }, overview));
      expect(queries).toBe(3);
      await site.clock.advance(4999);
      await overview();
      expect(queries).toBe(3);
      await site.clock.advance(1);
      await overview();
      expect(queries).toBe(6);
    });
  });

  it("says what is wrong with Hinomi itself", async () => {
    const { shows } = site.lookout;
    const place = { file: "hinomi.yaml", line: 3, column: 5, path: "checks" };
    shows.vitals = {
      ...shows.vitals,
      storeTrouble: "the disk is full",
      connected: false,
      configProblems: [{ level: "error", ...place, message: "is missing" }],
    };
    shows.channels = [
      { id: "a", type: "slack", title: "Team", circuit: "open", trouble: "401", owed: 1 },
      { id: "b", type: "slack", title: "Fine", circuit: "closed", owed: 0 },
    ];
    expect((await overview()).troubles).toEqual([
      { kind: "store", text: "the disk is full" },
      { kind: "connectivity", text: "Hinomi's own connection is down, states are held" },
      { kind: "channel", text: "Team: 401" },
      { kind: "config", text: "hinomi.yaml:3:5 is missing" },
    ]);
  });
});
