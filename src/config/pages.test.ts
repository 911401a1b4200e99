import { describe, expect, it } from "vitest";
import { loadYaml, problemLines } from "../../test/support/load-yaml.ts";

const checks = `checks:
  - { id: commits, type: ping, url: "https://a.example/" }
  - { id: api, type: ping, url: "https://a.example/" }
`;
const dayMs = 86_400_000;
const withWidget = (widget: string) =>
  loadYaml(`${checks}pages:\n  - id: day\n    widgets:\n      - ${widget}\n`);
const widget = (text: string) => withWidget(text).config?.pages[0]?.widgets[0];

it("has none without `pages:`", () => {
  expect(loadYaml(checks).config?.pages).toEqual([]);
});

it("reads every type with its defaults", () => {
  const text = `${checks}pages:
  - id: day
    title: My day
    widgets:
      - { type: number, series: commits.commits }
      - { type: calendar, series: "commits.commits{octo/hello}", title: Hello, unit: commits }
      - { type: line, series: api.latency, range: 24h, value: max, id: slow }
      - { type: bars, series: commits.commits, range: 90d }
      - { type: table, table: commits.referrers, rows: 3 }
      - { type: table, parts: commits.commits }
      - { type: feed, check: commits }
      - type: chart
        lines: [api.latency, { series: commits.commits, axis: right, title: Work }]
        entries: [commits]
`;
  const { config, problems } = loadYaml(text);
  expect(problems).toEqual([]);
  const commits = { check: "commits", reading: "commits" };
  const api = { check: "api", reading: "latency" };
  expect(config?.pages).toEqual([
    {
      id: "day",
      title: "My day",
      widgets: [
        { id: "number-commits.commits", type: "number", series: commits, rangeMs: 30 * dayMs, value: "mean" },
        {
          id: "calendar-commits.commits-octo-hello",
          type: "calendar",
          title: "Hello",
          unit: "commits",
          series: { ...commits, part: "octo/hello" },
          rangeMs: 365 * dayMs,
          value: "mean",
        },
        { id: "slow", type: "line", series: api, rangeMs: dayMs, value: "max" },
        { id: "bars-commits.commits", type: "bars", series: commits, rangeMs: 90 * dayMs, value: "mean" },
        {
          id: "table-table-commits.referrers",
          type: "table",
          rows: 3,
          of: { kind: "snapshot", check: "commits", table: "referrers" },
        },
        {
          id: "table-parts-commits.commits",
          type: "table",
          rows: 10,
          of: { kind: "parts", ...commits, part: "*", rangeMs: 30 * dayMs },
        },
        { id: "feed-entries-commits", type: "feed", check: "commits", entries: 8 },
        {
          id: "chart-api.latency-commits.commits-incidents-api-incidents-commits-entries-commits",
          type: "chart",
          lines: [{ series: api }, { series: commits, axis: "right", title: "Work" }],
          rangeMs: 30 * dayMs,
          value: "mean",
          incidents: ["api", "commits"],
          entries: ["commits"],
        },
      ],
    },
  ]);
});

it("gives a widget the same id whatever its looks", () => {
  const first = widget("{ type: bars, series: commits.commits }");
  expect(widget("{ type: bars, series: commits.commits, range: 7d, title: X }")?.id).toBe(first?.id);
});

describe("refuses", () => {
  it.each([
    [
      "a check that is not there",
      "{ type: number, series: comits.commits }",
      '7:33 error pages[0].widgets[0].series: unknown check "comits", did you mean "commits"? known: commits, api',
    ],
    [
      "a glob where one series is meant",
      '{ type: number, series: "commits.*" }',
      '7:33 error pages[0].widgets[0].series: must be <check id>.<reading>, such as commits.commits or commits.commits{octo/hello}, without *, not "commits.*"',
    ],
    [
      "an unknown type",
      "{ type: calender, series: commits.commits }",
      '7:17 error pages[0].widgets[0].type: must be one of number, line, bars, calendar, table, feed, chart, found "calender", did you mean "calendar"?',
    ],
    [
      "an unknown key",
      "{ type: number, serie: commits.commits, series: commits.commits }",
      '7:25 error pages[0].widgets[0].serie: unknown key "serie", did you mean "series"? known: type, id, title, unit, series, range, value, table, parts, rows, check, entries, lines, incidents',
    ],
    [
      "a range beyond a year",
      "{ type: number, series: commits.commits, range: 400d }",
      '7:57 error pages[0].widgets[0].range: must be between 1d and 366d, found "400d"',
    ],
    [
      "a table of nothing",
      "{ type: table }",
      "7:9 error pages[0].widgets[0]: a table needs either `table` or `parts`",
    ],
    [
      "a range of a table as it was shown",
      "{ type: table, table: commits.paths, range: 7d }",
      "7:53 error pages[0].widgets[0].range: is for `parts`: a table is as it was shown",
    ],
    [
      "a feed of nobody",
      "{ type: feed, check: new }",
      '7:30 error pages[0].widgets[0].check: unknown check "new"; known: commits, api',
    ],
    [
      "marks of nobody",
      "{ type: chart, lines: [api.latency], incidents: [ap] }",
      '7:58 error pages[0].widgets[0].incidents[0]: unknown check "ap", did you mean "api"? known: commits, api',
    ],
  ])("%s", (_, text, problem) => {
    expect(problemLines(withWidget(text))).toEqual([problem]);
  });

  it("two widgets of one name, and two pages of one id", () => {
    const number = "      - { type: number, series: api.latency }\n";
    const page = `  - id: day\n    widgets:\n${number}`;
    expect(problemLines(loadYaml(`${checks}pages:\n${page}${number}${page}`))).toEqual([
      '8:9 error pages[0].widgets[1]: is called "number-api.latency" as pages[0].widgets[0] already is: give one of them an `id`',
      '9:9 error pages[1].id: the id "day" is taken by pages[0] already',
    ]);
  });
});
