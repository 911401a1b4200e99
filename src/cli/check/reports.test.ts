import { describe, expect, it } from "vitest";
import { createCapturedTerminal } from "../../../test/support/captured-terminal.ts";
import type { Check } from "../../core/check.ts";
import { failedOutcome, judge, type Outcome } from "../../core/outcome.ts";
import { reason } from "../../core/reason.ts";
import { createPaint } from "../style.ts";
import { type Checked, exitCodeOf } from "./checked.ts";
import { jsonResult } from "./json-report.ts";
import { junitReport } from "./junit-report.ts";
import { lineReport, textReport } from "./text-report.ts";

const confirmation = { count: 1, of: 1, forMs: 0 };

const check: Check = {
  id: "orders",
  type: "http",
  title: "Orders API",
  group: "Shop",
  target: "POST http://127.0.0.1:3000/orders",
  everyMs: 60_000,
  timeoutMs: 10_000,
  paused: false,
  notify: [],
  rules: {
    confirm: { down: confirmation, up: confirmation },
    recheckMs: 10_000,
    flap: { windowMs: 60_000, enter: 4, leave: 2 },
  },
  fingerprint: "1",
  probe: () => Promise.resolve(good),
};

const readings = [
  { name: "connect", value: 10, unit: "ms" },
  { name: "first_byte", value: 1980, unit: "ms" },
  { name: "transfer", value: 10, unit: "ms" },
  { name: "latency", value: 2000, unit: "ms" },
  { name: "status_code", value: 200, unit: "code" },
  { name: "cert_expiry", value: 864_000, unit: "s" },
  { name: "size", value: 1234, unit: "bytes" },
] as const;

const good = judge(readings, [{ subject: "status", expected: "2xx", actual: "200", status: "up" }]);

const bad = judge(readings, [
  { subject: "status", expected: "2xx", actual: "200", status: "up" },
  {
    subject: "json $.status",
    expected: "eq 0",
    actual: `"<\u001b[2J&>"`,
    status: "down",
    reason: reason("json-mismatch", "$.status is not 0"),
  },
]);

const lost = failedOutcome("unknown", reason("run-interrupted", "Hinomi stopped during the run"));

const checked = (outcome: Outcome, trace: readonly string[] = []): Checked => ({
  check,
  trace,
  record: {
    checkId: check.id,
    location: "here",
    slot: 0,
    startedAt: 1_700_000_000_000,
    durationMs: 2000.5,
    outcome,
  },
});

const plain = { paint: createPaint(createCapturedTerminal()), bars: false };
const colourful = { paint: createPaint(createCapturedTerminal({ isInteractive: true })), bars: true };

describe("the text report", () => {
  it("shows the verdict, each phase, each expectation and the reason", () => {
    expect(textReport(checked(bad, ["> POST /orders"]), plain)).toBe(
      [
        "✖ down  Orders API  POST http://127.0.0.1:3000/orders",
        "  | > POST /orders",
        "  connect        10.0 ms",
        "  first_byte      1.98 s",
        "  transfer       10.0 ms",
        "  latency         2.00 s",
        "  status_code 200, cert_expiry 10 d, size 1.2 kB",
        "  ✔ status         expected 2xx   got 200",
        `  ✖ json $.status  expected eq 0  got "<\uFFFD[2J&>"`,
        "  json-mismatch: $.status is not 0",
        "",
        "",
      ].join("\n"),
    );
  });

  it("draws the phases one after the other for a person", () => {
    const rows = textReport(checked(good), colourful).split("\n");
    const bar = (name: string) =>
      rows
        .find((row) => row.includes(name))
        ?.split("\u001b[90m")
        .at(-1);
    expect(bar("connect")).toBe("▏\u001b[39m");
    expect(bar("first_byte")).toBe("█".repeat(30) + "\u001b[39m");
    expect(bar("transfer")).toBe(`${" ".repeat(30)}▏\u001b[39m`);
  });

  it("keeps colours from those who said no", () => {
    const paint = createPaint(createCapturedTerminal({ isInteractive: true, env: { NO_COLOR: "1" } }));
    expect(paint("red", "down")).toBe("down");
  });

  it("fits one line into a log", () => {
    expect(lineReport(checked(lost))).toBe(
      "2023-11-14T22:13:20.000Z  unknown   orders  2.00 s  run-interrupted: Hinomi stopped during the run\n",
    );
  });
});

it("gives the JSON result every field, with null for no reason", () => {
  expect(jsonResult(checked(good))).toEqual({
    id: "orders",
    title: "Orders API",
    target: "POST http://127.0.0.1:3000/orders",
    status: "up",
    reason: null,
    readings: good.readings,
    judgements: good.judgements,
    startedAt: 1_700_000_000_000,
    durationMs: 2000.5,
  });
});

describe("the JUnit report", () => {
  it("tells failures, errors and skipped tests apart", () => {
    const xml = junitReport([checked(good), checked(bad), checked(lost)], [{ ...check, id: "resting" }]);
    expect(xml).toContain(
      `<testsuite name="hinomi" tests="4" failures="1" errors="1" skipped="1" time="6.002" timestamp="2023-11-14T22:13:20">`,
    );
    expect(xml).toContain(`<testcase classname="Shop" name="orders" time="2.001"/>`);
    expect(xml).toContain(`<failure message="$.status is not 0" type="json-mismatch">`);
    expect(xml).toContain(`<error message="Hinomi stopped during the run" type="run-interrupted">`);
    expect(xml).toContain(`<skipped message="paused"/>`);
  });

  it("escapes what XML reserves and replaces what XML cannot say", () => {
    const xml = junitReport([checked(bad)], []);
    expect(xml).toContain(`got &quot;&lt;\uFFFD[2J&amp;&gt;&quot;`);
  });
});

it.each([
  [["up", "up"], 0],
  [["up", "degraded"], 1],
  [["down", "unknown"], 1],
  [["up", "unknown"], 2],
  [[], 2],
] as const)("exits for %j with %i", (statuses, code) => {
  expect(exitCodeOf(statuses)).toBe(code);
});
