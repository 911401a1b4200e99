import { expect, it } from "vitest";
import type { SeriesView } from "../../http/schemas.ts";
import { createSeriesState } from "./series-state.ts";
import { presets } from "./range.ts";

const now = 1_800_000_000_000;

const rig = () => {
  const asked: { readonly path: string; readonly answer: (found: SeriesView | Error) => void }[] = [];
  const state = createSeriesState({
    checkId: "a/b",
    reading: "latency",
    preset: "day",
    now: () => now,
    widthPx: () => 344.4,
    api: {
      get: <T>(path: string) =>
        new Promise<T>((resolve, reject) => {
          const answer = (found: SeriesView | Error) =>
            found instanceof Error ? reject(found) : resolve(found as T);
          asked.push({ path, answer });
        }),
    },
  });
  return { asked, state };
};
const found = (from: number): SeriesView => ({ checkId: "a/b", from, stepMs: 1, lines: [], incidents: [] });
const settled = () => new Promise((done) => setTimeout(done, 0));

it("asks for one point per pixel of the range in sight", () => {
  const { asked, state } = rig();
  state.show("hour");
  expect(asked[0]?.path).toBe(
    `/checks/a%2Fb/series?from=${now - presets.hour}&to=${now}&points=344&reading=latency%2Cdns%2Cconnect%2Ctls%2Cfirst_byte%2Ctransfer`,
  );
});

it("drops an answer that a newer question has overtaken", async () => {
  const { asked, state } = rig();
  state.show("week");
  state.show("hour");
  asked[1]?.answer(found(2));
  asked[0]?.answer(found(1));
  await settled();
  expect(state.series.value?.from).toBe(2);
});

it("zooms at once and asks for the finer data when the fingers are gone", () => {
  const { asked, state } = rig();
  state.zoom({ from: now - 1_000_000, to: now - 100_000 }, false);
  expect(state.range.value.to).toBe(now - 100_000);
  expect(asked).toHaveLength(0);
  state.zoom({ from: now - 900_000, to: now - 100_000 }, true);
  expect(asked).toHaveLength(1);
  expect(state.preset.value).toBeUndefined();
  state.renew();
  expect(asked).toHaveLength(1);
});

it("says that it failed, keeps what it has, and recovers", async () => {
  const { asked, state } = rig();
  state.show("day");
  asked[0]?.answer(found(1));
  await settled();
  state.show("day");
  asked[1]?.answer(new Error("out of order"));
  await settled();
  expect(state.failed.value).toBe(true);
  expect(state.series.value?.from).toBe(1);
  state.show("day");
  asked[2]?.answer(found(3));
  await settled();
  expect(state.failed.value).toBe(false);
});
