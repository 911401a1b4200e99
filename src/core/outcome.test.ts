import fc from "fast-check";
import { expect, test } from "vitest";
import { judge, worseStatus, type Judgement, type Status } from "./outcome.ts";
import { reason } from "./reason.ts";

const statuses: readonly Status[] = ["up", "unknown", "degraded", "down"];

const judgement = (status: Judgement["status"], subject = "status"): Judgement => ({
  subject,
  expected: "200",
  actual: "500",
  status,
  ...(status !== "up" && { reason: reason("status-mismatch", subject) }),
});

test("the worst of two statuses, whatever their order", () => {
  fc.assert(
    fc.property(fc.constantFrom(...statuses), fc.constantFrom(...statuses), (left, right) => {
      const worse = worseStatus(left, right);
      expect(worse).toBe(worseStatus(right, left));
      expect(statuses.indexOf(worse)).toBe(Math.max(statuses.indexOf(left), statuses.indexOf(right)));
    }),
  );
});

test("the first of the worst judgements decides and gives the reason", () => {
  const outcome = judge([], [judgement("degraded", "a"), judgement("down", "b"), judgement("down", "c")]);
  expect(outcome).toMatchObject({ status: "down", reason: { detail: "b" } });
});

test("nothing judged, or all of it good, is up without a reason", () => {
  expect(judge([], [])).toEqual({ status: "up", readings: [], judgements: [] });
  expect(judge([], [judgement("up")]).reason).toBeUndefined();
});
