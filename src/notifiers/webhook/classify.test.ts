import { expect, it } from "vitest";
import { classifyWebhookAnswer } from "./classify.ts";

const now = Date.UTC(2026, 10, 22);

it.each([
  [200, "delivered"],
  [202, "delivered"],
  [204, "delivered"],
  [301, "rejected"],
  [307, "rejected"],
  [400, "rejected"],
  [401, "unauthorized"],
  [403, "unauthorized"],
  [404, "rejected"],
  [408, "failed"],
  [410, "unauthorized"],
  [413, "rejected"],
  [425, "failed"],
  [429, "wait"],
  [500, "failed"],
  [504, "failed"],
])("a receiver's %i is %s", (status, kind) => {
  const answer = { kind: "answered", status, headers: new Headers(), text: "" } as const;
  expect(classifyWebhookAnswer(answer, now, "receiver").kind).toBe(kind);
});

it("takes the hint of a receiver that is busy", () => {
  const headers = new Headers({ "retry-after": "120" });
  const answer = { kind: "answered", status: 503, headers, text: "" } as const;
  expect(classifyWebhookAnswer(answer, now, "receiver")).toEqual({
    kind: "failed",
    retryAfterMs: 120_000,
    detail: "receiver answered 503",
  });
});
