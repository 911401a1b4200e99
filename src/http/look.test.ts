import { expect, it } from "vitest";
import { lookOf, needsAttention } from "./look.ts";

const seen = (state: "up" | "down" | "unknown", stale = false, paused = false) =>
  lookOf({ state, stale, overlays: paused ? ["paused"] : [] });

it("never shows an old good state as good", () => {
  expect(seen("up", true)).toBe("stale");
  expect(needsAttention("stale")).toBe(true);
});

it("keeps showing a problem as a problem when it is old", () => {
  expect(seen("down", true)).toBe("down");
});

it("shows a paused check as paused, whatever its last state", () => {
  expect(seen("down", true, true)).toBe("paused");
  expect(needsAttention("paused")).toBe(false);
});

it("shows a state that holds as it is", () => {
  expect(seen("up")).toBe("up");
  expect(seen("unknown")).toBe("unknown");
});
