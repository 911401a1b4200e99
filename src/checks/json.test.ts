import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeCheckType } from "../../test/contracts/check-type.ts";
import { openTarget, type TargetServer } from "../../test/support/hostile/target-server.ts";
import type { Outcome } from "../core/outcome.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { systemClock } from "../engine/system-clock.ts";
import { jsonCheck } from "./json.ts";

const canary = "c4n4ry/+ s&cret";
const weather = {
  main: { temp: 21.5, text: "12.5", german: "1,5", flag: true, none: null },
  items: [
    { name: "apples", count: 3 },
    { name: "pears", count: 4 },
  ],
};

let status = 200;
let body = JSON.stringify(weather);
let target: TargetServer;
let silent: TargetServer;

beforeAll(async () => {
  target = await openTarget((socket, request) => {
    const sent = request.includes("/echo") ? `"${canary}"` : body;
    socket.end(`HTTP/1.1 ${status} X\r\ncontent-length: ${Buffer.byteLength(sent)}\r\n\r\n${sent}`);
  });
  silent = await openTarget(() => {});
});
afterAll(() => Promise.all([target.close(), silent.close()]));

const at = (server: TargetServer, path = "/") => `http://127.0.0.1:${server.port}${path}`;
const url = "http://a.example/";
const temp = { temperature: "$.main.temp" };

describeCheckType("json", {
  type: jsonCheck,
  good: () => ({ url: at(target), readings: temp, expect: { readings: { temperature: { max: 40 } } } }),
  silent: () => ({ url: at(silent), readings: temp }),
  secret: {
    value: canary,
    options: () => ({ url: at(target, "/echo"), auth: { bearer: canary }, readings: { x: { text: true } } }),
  },
  bad: {
    "no readings": { url },
    "an empty map of readings": { url, readings: {} },
    "a reading of the answer's own": { url, readings: { latency: "$.a" } },
    "a name that is none": { url, readings: { "Queue depth": "$.a" } },
    "a path that is none": { url, readings: { a: "a.b" } },
    "two places": { url, readings: { a: { path: "$.a", text: true } } },
    "no place": { url, readings: { a: { unit: "ms" } } },
    "a pattern with two groups": { url, readings: { a: { pattern: "(a)(b)" } } },
    "a pattern that is none": { url, readings: { a: { pattern: "(" } } },
    "an aggregate of a text": { url, readings: { a: { text: true, aggregate: "sum" } } },
    "rows without names": { url, readings: { a: { each: "$[*]", path: "$.a", aggregate: "sum" } } },
    "rows that come to nothing": { url, readings: { a: { each: "$[*]", path: "$.a", label: "$.b" } } },
    "a scale of nothing": { url, readings: { a: { path: "$.a", scale: 0 } } },
    "an expectation of no reading": { url, readings: temp, expect: { readings: { temprature: { max: 1 } } } },
    "a zone that is none": { url, readings: temp, timezone: "Mars/Base" },
  },
});

describe("json", () => {
  const surroundings = { env: {}, readFile: () => "", redact: (text: string) => text };
  const run = { signal: new AbortController().signal, timeoutMs: 15_000, clock: systemClock };
  const check = (options: object): Promise<Outcome> =>
    jsonCheck.prepare({ url: at(target), ...options }, surroundings).probe(run);
  const valueOf = async (source: unknown) => {
    const outcome = await check({ readings: { found: source } });
    return (
      outcome.readings.find(({ name }) => name === "found")?.value ?? outcome.reason?.code ?? outcome.status
    );
  };

  it.each([
    ["$.main.temp", 21.5],
    [{ path: "$.main.temp", scale: 1000, unit: "bytes" }, 21_500],
    ["$.main.text", "json-type"],
    [{ path: "$.main.text", number_from_text: true }, 12.5],
    [{ path: "$.main.german", number_from_text: true, decimal: "comma" }, 1.5],
    [{ path: "$.main.german", number_from_text: true }, "json-type"],
    ["$.main.flag", "json-type"],
    ["$.main.none", "json-type"],
    [{ path: "$.main.none", optional: true }, "up"],
    ["$.main.gone", "reading-missing"],
    [{ path: "$.main.gone", optional: true }, "up"],
    ["$.items[*].count", "json-mismatch"],
    [{ path: "$.items[*].count", aggregate: "sum" }, 7],
    [{ path: "$.items[*].count", aggregate: "min" }, 3],
    [{ path: "$.items[*].count", aggregate: "max" }, 4],
    [{ path: "$.items[*].count", aggregate: "mean" }, 3.5],
    [{ path: "$.items[*]", aggregate: "count" }, 2],
    [{ path: "$.nothing[*]", aggregate: "count" }, 0],
    [{ path: "$.nothing[*]", aggregate: "sum" }, "reading-missing"],
    [{ pattern: '"temp":([0-9.]+)' }, 21.5],
    [{ pattern: '"wind":([0-9.]+)' }, "reading-missing"],
    [{ pattern: '"flag":(\\w+)' }, "reading-mismatch"],
    [{ text: true }, "reading-mismatch"],
  ])("%j finds %s", async (source, expected) => {
    expect(await valueOf(source)).toBe(expected);
  });

  it("takes a whole body that is a number, JSON or not", async () => {
    body = " 42\n";
    expect(await valueOf({ text: true })).toBe(42);
    expect(await valueOf("$")).toBe(42);
    body = "<html>";
    expect(await valueOf("$")).toBe("not-json");
    body = JSON.stringify(weather);
  });

  it("takes no numbers from an error page", async () => {
    status = 500;
    const outcome = await check({ readings: temp, expect: { readings: { temperature: { max: 1 } } } });
    status = 200;
    expect(outcome).toMatchObject({ status: "down", reason: { code: "status-mismatch" } });
    expect(outcome.judgements).toHaveLength(1);
    expect(outcome.readings.map(({ name }) => name)).not.toContain("temperature");
  });

  it("judges readings beside status and latency, and shows the body when something is wrong", async () => {
    const expectations = { latency: "20s", readings: { temperature: { max: 20, severity: "degraded" } } };
    const outcome = await check({ readings: temp, expect: expectations });
    expect(outcome).toMatchObject({ status: "degraded", reason: { code: "reading-too-high" } });
    expect(outcome.reason?.detail).toBe("temperature is 21.5, expected at most 20");
    expect(outcome.evidence?.body).toContain("apples");
  });

  describe("rows as parts", () => {
    const stock = { each: "$.items[*]", label: "$.name", path: "$.count", aggregate: "sum" };
    const prepared = () => jsonCheck.prepare({ url: at(target), readings: { stock } }, surroundings);
    const days = { reading: "stock", from: "2000-01-01", to: "3000-01-01" };
    const clockAt = (text: string) => ({ ...systemClock, now: () => Date.parse(text) });

    it("are values of the day by their name, final once the day is over", async () => {
      const { probe, usesLedger } = prepared();
      expect(usesLedger).toBe(true);
      const ledger = createTransientLedger();
      const first = await probe({ ...run, ledger, clock: clockAt("2026-06-01T10:00Z") });
      expect(first.readings).toContainEqual({ name: "stock", value: 7, unit: "count" });
      await probe({ ...run, ledger, clock: clockAt("2026-06-02T10:00Z") });
      const found = await ledger.days(days);
      expect(found.map(({ day, part, value, provisional }) => [day, part, value, provisional])).toEqual([
        ["2026-06-01", "apples", 3, false],
        ["2026-06-01", "pears", 4, false],
        ["2026-06-02", "apples", 3, true],
        ["2026-06-02", "pears", 4, true],
      ]);
      expect(await ledger.parts()).toContainEqual({ part: "pears", title: "pears" });
    });

    it.each([
      [
        "more rows than anyone looks at",
        Array.from({ length: 101 }, (_, count) => ({ name: `n${count}`, count })),
      ],
      ["two of one name", [weather.items[0], weather.items[0]]],
      ["one without a name", [{ count: 1 }]],
      ["one without a number", [{ name: "plums" }]],
    ])("are refused when there are %s", async (_what, items) => {
      body = JSON.stringify({ items });
      const ledger = createTransientLedger();
      const outcome = await prepared().probe({ ...run, ledger });
      body = JSON.stringify(weather);
      expect(outcome.status).toBe("down");
      expect(await ledger.days(days)).toEqual([]);
    });
  });
});
