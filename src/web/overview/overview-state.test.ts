import { expect, it } from "vitest";
import type { Overview, Tick } from "../../http/schemas.ts";
import { sampleCheck } from "../sample-check.ts";
import { createOverviewState } from "./overview-state.ts";

const counts = { up: 0, degraded: 0, down: 0, unknown: 0, pending: 0, paused: 0, maintenance: 0 };
const overview: Overview = {
  title: "Hinomi",
  asOf: 1000,
  timezone: "UTC",
  counts,
  unlisted: { down: 0, degraded: 0, unknown: 0, stale: 0, pending: 0, up: 0, paused: 0 },
  groups: [],
  troubles: [],
  checks: [sampleCheck({ id: "orders" }), sampleCheck({ id: "mail" })],
};
const tick = (change: Partial<Tick["checks"][number]> & { readonly id: string }): Tick => ({
  t: 2000,
  counts,
  incidents: [],
  checks: [{ state: "up", since: 0, overlays: [], ...change }],
});

it("shows a change at once, yet moves nothing until asked", () => {
  const state = createOverviewState(overview);
  const refresh = state.tick(
    tick({ id: "mail", state: "down", since: 1990, lastRunAt: 1990, status: "down" }),
  );
  expect(refresh).toBe(true);
  expect(state.check("mail")?.value).toMatchObject({ state: "down", since: 1990 });
  expect(state.asOf.value).toBe(2000);
  expect(state.counts.value).toMatchObject({ up: 1, down: 1 });
  expect(state.arrangement.value.problems).toEqual([]);
  expect(state.moved.value).toBe(1);
  state.rearrange();
  expect(state.arrangement.value.problems).toEqual(["mail"]);
  expect(state.moved.value).toBe(0);
});

it("touches only the checks that a tick names", () => {
  const state = createOverviewState(overview);
  const before = state.check("orders")?.value;
  expect(state.tick(tick({ id: "mail", lastRunAt: 1990, latencyMs: 80, status: "up" }))).toBe(false);
  expect(state.check("orders")?.value).toBe(before);
  expect(state.check("mail")?.value.sparkline).toEqual([100, 110, 80]);
});

it("asks for the whole when a tick names a check it does not know", () => {
  expect(createOverviewState(overview).tick(tick({ id: "new" }))).toBe(true);
});

it("takes green away from what has not run for too long", () => {
  const state = createOverviewState(overview);
  state.age(100_000);
  expect(state.counts.value.up).toBe(2);
  state.age(200_000);
  expect(state.counts.value).toMatchObject({ up: 0, stale: 2 });
  state.tick(tick({ id: "mail", lastRunAt: 200_000, status: "up" }));
  expect(state.counts.value).toMatchObject({ up: 1, stale: 1 });
});

it("follows a new configuration", () => {
  const state = createOverviewState(overview);
  state.replace({
    ...overview,
    asOf: 3000,
    checks: [sampleCheck({ id: "orders" }), sampleCheck({ id: "added" })],
  });
  expect(state.counts.value.up).toBe(2);
  expect(state.moved.value).toBe(2);
  state.rearrange();
  expect(state.arrangement.value.groups).toEqual([{ name: undefined, ids: ["orders", "added"] }]);
});
