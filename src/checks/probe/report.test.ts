import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "../../../test/support/manual-clock.ts";
import { createRedactor } from "../../net/redact.ts";
import { createReport } from "./report.ts";

const secret = "0123456789abcdef-secret";

const open = (seen: string[] = []) =>
  createReport(
    {
      signal: new AbortController().signal,
      timeoutMs: 1000,
      clock: createManualClock(),
      trace: (line) => seen.push(line),
    },
    createRedactor([secret]),
  );

/** Any part of the secret that is long enough to be of use. */
const parts = Array.from({ length: secret.length - 6 }, (_, at) => secret.slice(at, at + 7));

describe("createReport", () => {
  it("leaves no part of a secret, wherever the evidence is cut", () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(5000), fc.nat(400), (inLine, inBody, inDetail) => {
        const report = open();
        report.trace("x".repeat(inLine) + secret);
        const body = () => "火".repeat(inBody) + secret + secret;
        const detail = "d".repeat(inDetail) + secret;
        const outcome = report.failed({ readings: [], body }, { code: "not-json", detail });
        for (const part of parts) expect(JSON.stringify(outcome)).not.toContain(part);
        const text = [...(outcome.evidence?.exchange ?? []), outcome.evidence?.body ?? ""].join("");
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
        expect(text).not.toContain("\uFFFD");
      }),
    );
  });

  it("bounds what a judgement says, after redaction", () => {
    const actual = `${"y".repeat(190)}${secret}`;
    const outcome = open().judged({ readings: [] }, [
      {
        subject: "body",
        expected: "short",
        actual,
        status: "down",
        reason: { code: "body-mismatch", detail: actual },
      },
    ]);
    expect(outcome.judgements[0]?.actual).toBe(`${"y".repeat(190)}***`);
    expect(outcome.reason?.detail).toBe(`${"y".repeat(190)}***`);
  });

  it("shows every step as it happens, redacted, and keeps room in the evidence for the body", () => {
    const seen: string[] = [];
    const report = open(seen);
    for (let step = 0; step < 200; step += 1) report.trace(`step ${step} ${secret} ${"z".repeat(40)}`);
    const { evidence } = report.failed(
      { readings: [], body: () => "the body" },
      { code: "not-json", detail: "" },
    );
    expect(seen).toHaveLength(200);
    expect(seen[0]).toMatch(/^step 0 \*\*\* z+$/);
    expect(evidence?.exchange[0]).toBe(seen[0]);
    expect(evidence?.body).toBe("the body");
  });

  it("keeps no evidence of a good run", () => {
    const report = open();
    report.trace("step");
    const good = { subject: "status", expected: "2xx", actual: "200", status: "up" } as const;
    expect(report.judged({ readings: [] }, [good])).toEqual({
      status: "up",
      readings: [],
      judgements: [good],
    });
  });
});
