import * as fc from "fast-check";
import { expect, it } from "vitest";
import { tokenJudgement } from "./token-judgement.ts";

const dayMs = 86_400_000;
const end = Date.UTC(2026, 11, 1);

it.each([
  [30, "up"],
  [14.01, "up"],
  [14, "degraded"],
  [13.5, "degraded"],
  [12.9, "up"],
  [3.1, "up"],
  [2.5, "degraded"],
  [1.5, "up"],
  [1, "degraded"],
  [0.1, "degraded"],
  [-0.1, "degraded"],
])("%d days before the end it is %s", (days, status) => {
  expect(tokenJudgement(end, end - days * dayMs)?.status).toBe(status);
});

it("says when, and what to do", () => {
  expect(tokenJudgement(end, end - 2.5 * dayMs)).toEqual({
    subject: "token",
    expected: "not about to end",
    actual: "valid until 2026-12-01 00:00 UTC",
    status: "degraded",
    reason: {
      code: "github-token-expiring",
      detail:
        "the GitHub token ends in 2 days, on 2026-12-01 00:00 UTC: make a new one and put it where the old one stands",
    },
  });
  expect(tokenJudgement(undefined, end)).toBeUndefined();
});

it("rings once per step: whoever looks every hour sees it turn bad three times", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_599_999 }), (phase) => {
      let turns = 0;
      let before = "up";
      for (let at = end - 30 * dayMs + phase; at < end; at += 3_600_000) {
        const status = tokenJudgement(end, at)?.status ?? "up";
        if (before === "up" && status === "degraded") turns += 1;
        before = status;
      }
      expect(turns).toBe(3);
    }),
  );
});
