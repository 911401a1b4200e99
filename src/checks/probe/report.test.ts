import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "../../../test/support/manual-clock.ts";
import { createRedactor } from "../../net/redact.ts";
import { createJudge } from "../expect/judgement.ts";
import { brokenOutcome, judgedOutcome, redactedTrace } from "./report.ts";

const secret = "0123456789abcdef-secret";
const redact = createRedactor([secret]);

/** Any part of the secret that is long enough to be of use. */
const parts = Array.from({ length: secret.length - 6 }, (_, at) => secret.slice(at, at + 7));

const nothing = { readings: [], steps: () => [] };

describe("brokenOutcome", () => {
  it("leaves no part of a secret, wherever the evidence is cut", () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(5000), fc.nat(400), (inLine, inBody, inDetail) => {
        const steps = () => ["x".repeat(inLine) + secret];
        const body = () => "火".repeat(inBody) + secret + secret;
        const detail = "d".repeat(inDetail) + secret;
        const outcome = brokenOutcome({ readings: [], steps, body }, { code: "not-json", detail }, redact);
        for (const part of parts) expect(JSON.stringify(outcome)).not.toContain(part);
        const text = [...(outcome.evidence?.exchange ?? []), outcome.evidence?.body ?? ""].join("");
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
        expect(text).not.toContain("\uFFFD");
      }),
    );
  });

  it("keeps room in the evidence for the body", () => {
    const steps = () => Array.from({ length: 200 }, (_, step) => `step ${step} ${secret} ${"z".repeat(40)}`);
    const found = { readings: [], steps, body: () => "the body" };
    const { evidence } = brokenOutcome(found, { code: "not-json", detail: "" }, redact);
    expect(evidence?.exchange[0]).toMatch(/^step 0 \*\*\* z+$/);
    expect(evidence?.body).toBe("the body");
  });
});

describe("judgedOutcome", () => {
  it("bounds what a judgement says, after redaction", () => {
    const actual = `${"y".repeat(190)}${secret}`;
    const judge = createJudge("body", "short", redact);
    const flaw = { severity: "down", code: "body-mismatch", detail: actual } as const;
    for (const judgement of [judge.missed(actual, flaw), judge.met(actual), judge.met(actual)])
      expect(judgement.actual).toBe(`${"y".repeat(190)}***`);
    const outcome = judgedOutcome(nothing, [judge.missed(actual, flaw)], redact);
    expect(outcome.reason?.detail).toBe(`${"y".repeat(190)}***`);
    expect(createJudge(secret, `${secret}!`, redact).met("x")).toMatchObject({
      subject: "***",
      expected: "***!",
    });
  });

  it("keeps no evidence of a good run, nor asks for any", () => {
    const refuse = (): never => expect.unreachable();
    const good = createJudge("status", "2xx", redact).met("200");
    expect(judgedOutcome({ readings: [], steps: refuse, body: refuse }, [good], redact)).toEqual({
      status: "up",
      readings: [],
      judgements: [good],
    });
  });
});

describe("createJudge", () => {
  it("gives the very same judgement for the same sight, and another one for another", () => {
    const judge = createJudge("status", "2xx", redact);
    const first = judge.met("200 OK");
    expect(judge.met("200 OK")).toBe(first);
    expect(judge.met("204")).toMatchObject({ actual: "204" });
    expect(judge.met("200 OK")).toEqual(first);
  });
});

describe("redactedTrace", () => {
  const run = { signal: new AbortController().signal, timeoutMs: 1000, clock: createManualClock() };

  it("shows every step as it happens, redacted, to whoever wants to see it", () => {
    const seen: string[] = [];
    const trace = redactedTrace({ ...run, trace: (line) => seen.push(line) }, redact);
    trace?.(`> GET /${secret}`);
    expect(seen).toEqual(["> GET /***"]);
    expect(redactedTrace(run, redact)).toBeUndefined();
  });
});
