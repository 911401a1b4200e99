import { expect, it } from "vitest";
import { loadYaml, problemLines } from "../../test/support/load-yaml.ts";

const checks = `checks:
  - { id: commits, type: ping, url: "https://a.example/" }
  - { id: api.v1, type: ping, url: "https://a.example/" }
`;
const withSinks = (sinks: string) => loadYaml(`${checks}sinks:\n${sinks}`);
const problems = (sinks: string) => problemLines(withSinks(sinks));

it("reads a sink with its defaults", () => {
  const { config } = withSinks("  sheet: { type: shelf, series: [commits.commits] }\n");
  expect(config?.sinks).toMatchObject([
    {
      id: "sheet",
      type: "shelf",
      title: "sheet",
      series: [{ check: "commits", reading: "commits" }],
      per: "day",
      value: "last",
      backfillMs: 30 * 86_400_000,
      everyMs: 300_000,
    },
  ]);
});

it("has none without `sinks:`", () => {
  expect(loadYaml(checks).config?.sinks).toEqual([]);
});

it("takes globs and parts", () => {
  const { config, problems } = withSinks(
    '  sheet: { type: shelf, series: ["*.latency", api.v1.*, "commits.commits{*}"], per: hour, value: max, every: 1m }\n',
  );
  expect(problems).toEqual([]);
  expect(config?.sinks[0]).toMatchObject({
    series: [
      { check: "*", reading: "latency" },
      { check: "api.v1", reading: "*" },
      { check: "commits", reading: "commits", part: "*" },
    ],
    per: "hour",
    value: "max",
    everyMs: 60_000,
  });
});

it.each([
  [
    "a check that is not there",
    "{ type: shelf, series: [comits.commits] }",
    '5:34 error sinks.sheet.series[0]: unknown check "comits", did you mean "commits"? known: commits, api.v1',
  ],
  [
    "a glob without a check",
    '{ type: shelf, series: ["x*.latency"] }',
    '5:34 error sinks.sheet.series[0]: no check\'s id is like "x*"',
  ],
  [
    "a series without a reading",
    "{ type: shelf, series: [commits] }",
    '5:34 error sinks.sheet.series[0]: must be <check id>.<reading>, such as commits.commits, *.latency or commits.commits{*}, not "commits"',
  ],
  [
    "a type that is not there",
    "{ type: shelv, series: [commits.commits] }",
    '5:18 error sinks.sheet.type: unknown sink type "shelv", did you mean "shelf"? known: shelf',
  ],
  [
    "an option that is not there",
    "{ type: shelf, series: [commits.commits], too: x }",
    '5:52 error sinks.sheet.too: unknown key "too", did you mean "to"? known: password, to, type, title, series, per, value, backfill, every',
  ],
  ["no series", "{ type: shelf, series: [] }", "5:33 error sinks.sheet.series: must not be empty"],
  [
    "what the sink itself says",
    "{ type: shelf, series: [commits.commits], to: nowhere }",
    "5:3 error sinks.sheet: nowhere is no place",
  ],
])("says what is wrong with %s", (_, sink, expected) => {
  expect(problems(`  sheet: ${sink}\n`)).toEqual([expected]);
});

it("begins anew when the place or the series change, not with a secret", () => {
  const keyOf = (sink: string, env = { PASSWORD: "first-secret" }) =>
    loadYaml(`${checks}sinks:\n  sheet: ${sink}\n`, { env }).config?.sinks[0];
  const one = keyOf("{ type: shelf, series: [commits.commits], password: ${PASSWORD} }");
  const other = keyOf("{ type: shelf, series: [commits.commits], password: ${PASSWORD} }", {
    PASSWORD: "second-secret",
  });
  expect(one?.progressKey).toBe(other?.progressKey);
  expect(one?.fingerprint).not.toBe(other?.fingerprint);
  const moved = keyOf("{ type: shelf, series: [commits.commits], to: elsewhere, password: ${PASSWORD} }");
  expect(moved?.progressKey).not.toBe(one?.progressKey);
});
