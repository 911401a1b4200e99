import { describe, expect, it } from "vitest";
import { certificate, certificateJudge } from "./certificate.ts";
import { latency, latencyJudge } from "./latency.ts";
import { textExpectation, textJudge } from "./text.ts";

const plain = (text: string) => text;

describe("latencyJudge", () => {
  it.each([
    ["2s", 1999, "up", "< 2s"],
    ["2s", 2000, "down", "< 2s"],
    [{ warn: "800ms", fail: "2s" }, 799, "up", "< 800ms"],
    [{ warn: "800ms", fail: "2s" }, 800, "degraded", "< 800ms"],
    [{ warn: "800ms", fail: "2s" }, 2500, "down", "< 2s"],
    [{ warn: "1s" }, 60_000, "degraded", "< 1s"],
  ] as const)("%j against %i ms is %s", (expectation, ms, status, expected) => {
    expect(latencyJudge(latency().parse(expectation), plain)(ms)).toMatchObject({
      status,
      expected,
      actual: `${ms} ms`,
    });
  });
});

describe("certificateJudge", () => {
  const dayMs = 86_400_000;
  const now = Date.UTC(2026, 0, 1);
  const judge = (days: number) =>
    certificateJudge(certificate().parse({}), plain)(
      {
        subject: "CN=a.test",
        issuer: "",
        names: "",
        fingerprint: "",
        validFrom: 0,
        expiresAt: now + days * dayMs,
      },
      now,
    );

  it.each([
    [22, "up", "3w1d"],
    [21, "up", "3w"],
    [20.99, "degraded", "2w6d23h"],
    [7, "degraded", "1w"],
    [6.99, "down", "6d23h"],
    [-2, "down", "expired 2d ago"],
  ])("%d days left is %s", (days, status, actual) => {
    expect(judge(days)).toMatchObject({ status, actual });
  });

  it("says which certificate and when", () => {
    expect(judge(10).reason).toEqual({
      code: "certificate-expiring",
      detail: "the certificate CN=a.test expires on 2026-01-11T00:00:00.000Z, in 1w3d",
    });
  });
});

describe("textJudge", () => {
  const judge = (expectation: Record<string, string>, text: string) =>
    textJudge("body", "body-mismatch", textExpectation().parse(expectation), plain)(text);

  it("wants every condition met", () => {
    const expectation = { contains: "ok", not_contains: "error", matches: "(?i)^ALL" };
    expect(judge(expectation, "all ok")).toMatchObject({ status: "up" });
    expect(judge(expectation, "all")).toMatchObject({ status: "down" });
    expect(judge(expectation, "all ok, no error")).toMatchObject({ status: "down" });
    expect(judge(expectation, "not all ok")).toMatchObject({ status: "down" });
    expect(judge(expectation, "").actual).toBe("empty");
  });

  it("shows a text on one line, without control characters", () => {
    expect(judge({ contains: "x" }, "a\n\u001B[31m b").actual).toBe("a [31m b");
  });

  it("matches in linear time where backtracking would take for ever", () => {
    expect(judge({ matches: "^(a|a)*$" }, `${"a".repeat(50_000)}!`)).toMatchObject({ status: "down" });
  });

  it("refuses what RE2 does not know, and says why", () => {
    const { error } = textExpectation().safeParse({ matches: "(?=a)" });
    expect(error?.issues[0]?.message).toMatch(/RE2's syntax: .+/);
  });
});
