import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blindPause, findExhausted, findLimit } from "./limits.ts";

const now = Date.UTC(2026, 10, 22);
const at = (ms: number) => now + ms;
const facts = (status: number, headers: Record<string, string> = {}, message = "") => ({
  status,
  message,
  headers: new Headers(headers),
});
const used = { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-resource": "core" };
const inSeconds = (seconds: number) => String(now / 1000 + seconds);

describe("a limit in an answer", () => {
  it.each([
    ["retry-after in seconds", facts(403, { "retry-after": "30" }), "secondary", 30_000],
    ["retry-after with 429", facts(429, { "retry-after": "30" }), "secondary", 30_000],
    [
      "retry-after as a date",
      facts(429, { "retry-after": new Date(at(90_000)).toUTCString() }),
      "secondary",
      90_000,
    ],
    ["nothing remaining", facts(403, { ...used, "x-ratelimit-reset": inSeconds(600) }), "primary", 600_000],
    [
      "nothing remaining, 429",
      facts(429, { ...used, "x-ratelimit-reset": inSeconds(600) }),
      "primary",
      600_000,
    ],
    [
      "retry-after before the reset",
      facts(403, { ...used, "x-ratelimit-reset": inSeconds(600), "retry-after": "20" }),
      "primary",
      20_000,
    ],
    ["429 without a hint", facts(429), "secondary", 60_000],
    ["only words", facts(403, {}, "You have exceeded a secondary rate limit."), "secondary", 60_000],
    ["a reset in the past", facts(403, { ...used, "x-ratelimit-reset": inSeconds(-9) }), "primary", 1000],
    ["an absurd wait", facts(403, { "retry-after": "99999999" }), "secondary", 7_200_000],
  ])("%s", (_, answer, kind, waitMs) => {
    expect(findLimit(answer, now, 0)).toMatchObject({ kind, until: at(waitMs) });
  });

  it.each([
    ["a missing right", facts(403, { "x-ratelimit-remaining": "4999" }, "Must have push access")],
    ["a good answer", facts(200, { ...used, "x-ratelimit-reset": inSeconds(600) })],
    ["not found", facts(404)],
  ])("is not %s", (_, answer) => {
    expect(findLimit(answer, now, 0)).toBeUndefined();
  });

  it("is also the last good answer of the hour", () => {
    const answer = facts(200, { ...used, "x-ratelimit-reset": inSeconds(600) });
    expect(findExhausted(answer, now)).toEqual({
      kind: "primary",
      until: at(600_000),
      resource: "core",
      perHour: 5000,
    });
  });

  it("goes by GitHub's clock where ours is wrong", () => {
    const wrong = now - 3_600_000;
    const date = new Date(now).toUTCString();
    const answer = facts(403, { ...used, "x-ratelimit-reset": inSeconds(600), date });
    expect(findLimit(answer, wrong, 0)?.until).toBe(wrong + 600_000);
  });

  it("doubles the wait as long as there is no hint, up to an hour", () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 60].map((blindly) => blindPause(now, blindly).until - now);
    expect(waits.map((ms) => ms / 60_000)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it("is always ahead and never far, whatever the headers say", () => {
    const header = fc.oneof(fc.string(), fc.integer().map(String), fc.constant("0"));
    fc.assert(
      fc.property(header, header, header, header, (retry, reset, remaining, date) => {
        const values: Readonly<Record<string, string>> = {
          "retry-after": retry,
          "x-ratelimit-reset": reset,
          "x-ratelimit-remaining": remaining,
          date,
        };
        const headers = { get: (name: string) => values[name] ?? null };
        const limit = findLimit({ status: 429, message: "", headers }, now, 0);
        expect(limit?.until).toBeGreaterThan(now);
        expect(limit?.until).toBeLessThanOrEqual(at(7_200_000));
      }),
    );
  });
});
