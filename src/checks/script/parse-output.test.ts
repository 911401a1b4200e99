import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectFormat, outputFormats, readOutput } from "./parse-output.ts";
import type { Printed, PrintedNumber } from "./printed.ts";
import { isUnreadable } from "./printed.ts";

const read = (text: string, format: Parameters<typeof readOutput>[1] = "auto"): Printed => {
  const { found } = readOutput(text, format);
  if (isUnreadable(found)) throw new Error(found.problem);
  return found;
};

const problem = (text: string, format: Parameters<typeof readOutput>[1] = "auto"): string => {
  const { found } = readOutput(text, format);
  return isUnreadable(found) ? found.problem : "";
};

const numbersOf = (text: string, format: Parameters<typeof readOutput>[1] = "auto") =>
  read(text, format).numbers.map(({ label, value, unit }) => [label, value, unit]);

describe("JSON", () => {
  it("has readings as numbers or with a unit, a status and a message", () => {
    const text = JSON.stringify({
      readings: { a: 1.5, b: { value: 1, unit: "ms" }, c: { value: 83, unit: "%" } },
      status: "degraded",
      message: "so so",
    });
    expect(read(text)).toEqual({
      numbers: [
        { label: "a", value: 1.5 },
        { label: "b", value: 1, unit: "ms" },
        { label: "c", value: 0.83, unit: "ratio" },
      ],
      status: "degraded",
      message: "so so",
      notes: [],
    });
  });

  it("may be a flat object of numbers; the rest is noted", () => {
    const { numbers, notes } = read(
      '{ "queue": 3, "host": "a", "list": [1], "odd": {"value": 1, "unit": "parsec"} }',
    );
    expect(numbers).toEqual([{ label: "queue", value: 3 }]);
    expect(notes).toHaveLength(3);
  });

  it.each([
    ['{"a": 1', /^the output is not JSON: /],
    ["[1]", /^the output is JSON, but not an object$/],
    ['{"status": "green"}', /"status" is "green": it must be up/],
    ['{"readings": 3}', /"readings" must be an object/],
    ["", /printed nothing/],
  ])("says what is wrong with %s", (text, words) => expect(problem(text, "json")).toMatch(words));

  it("takes what it wrote", () => {
    const label = fc
      .string()
      .filter((name) => !["readings", "status", "message", "__proto__"].includes(name));
    fc.assert(
      fc.property(fc.dictionary(label, fc.double({ noNaN: true, noDefaultInfinity: true })), (numbers) => {
        const expected = Object.entries(numbers).map(([name, value]) => ({ label: name, value: value || 0 }));
        expect(read(JSON.stringify(numbers), "json").numbers).toEqual(expected);
        expect(read(JSON.stringify({ readings: numbers })).numbers).toEqual(expected);
      }),
    );
  });
});

describe("lines", () => {
  it("have names, numbers and units", () => {
    const text =
      "# made today\nqueue depth = 12\ntime=1.5ms\r\nused=83%\nsize=12kB\nbig=1KiB\nstatus=down\nmessage=a=b\nodd=x\n?\n";
    expect(read(text, "lines")).toEqual({
      numbers: [
        { label: "queue depth", value: 12 },
        { label: "time", value: 1.5, unit: "ms" },
        { label: "used", value: 0.83, unit: "ratio" },
        { label: "size", value: 12_000, unit: "bytes" },
        { label: "big", value: 1024, unit: "bytes" },
      ],
      status: "down",
      message: "a=b",
      notes: ['"odd" is not a number with a known unit: ignored', 'the line "?" is not name=value: ignored'],
    });
  });

  it("need one that is", () => {
    expect(problem("hello\nworld", "lines")).toMatch(/no line name=value/);
    expect(read("# nothing today\n", "lines")).toEqual({ numbers: [], notes: [] });
  });

  it("take what was written", () => {
    const label = fc
      .stringMatching(/^[a-z火の見][\w 火の見.-]*[a-z]$/)
      .filter((name) => !["status", "message"].includes(name));
    const entry = fc.record({ label, value: fc.double({ noNaN: true, noDefaultInfinity: true }) });
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const text = entries.map(({ label, value }) => `${label}=${value}`).join("\n");
        expect(read(text, "lines").numbers).toEqual(
          entries.map(({ label, value }) => ({ label, value: value || Number(`${value}`) })),
        );
      }),
    );
  });
});

describe("Nagios plugin output", () => {
  it("has text, and perfdata in its first line and after the first bar of the others", () => {
    const text = [
      "DISK OK - free space: / 3326 MB (56%); | /=2643MB;5948;5958;0;5968",
      "/ 15272 MB (77%);",
      "/boot 68 MB (69%); | /boot=68MB;88;93;0;98",
      "/home=69357MB;253404;253409;0;253414 'it''s'=1c",
      "'Free % now'=29%;;;0;100 rta=800us",
    ].join("\n");
    expect(read(text)).toEqual({
      message: "DISK OK - free space: / 3326 MB (56%);",
      numbers: [
        { label: "/", value: 2643e6, unit: "bytes" },
        { label: "/boot", value: 68e6, unit: "bytes" },
        { label: "/home", value: 69_357e6, unit: "bytes" },
        { label: "it's", value: 1, unit: "count" },
        { label: "Free % now", value: 0.29, unit: "ratio" },
        { label: "rta", value: 0.8, unit: "ms" },
      ],
      notes: [],
    });
  });

  it("notes what it cannot take", () => {
    const { numbers, notes } = read("OK | a=U;1;2 b=x oops c=5parsec d=1e999", "nagios");
    expect(numbers).toEqual([{ label: "c", value: 5 }]);
    expect(notes).toEqual([
      '"a" is U, not known to the plugin: ignored',
      '"b" is not a number: ignored',
      "\"oops\" is not 'label'=value: ignored",
      '"c" has the unit "parsec", which is not known: taken as a plain number',
      '"d" is too large: ignored',
    ]);
  });

  it("takes what was written", () => {
    const label = fc.stringMatching(/^[^\r\n|=]{1,20}$/).filter((text) => text.trim() !== "");
    const unit = fc.constantFrom("", "B", "c", "s", "ms");
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    const limits = fc.constantFrom("", ";", ";1;2", ";10:20;@5;0;100");
    fc.assert(
      fc.property(fc.array(fc.tuple(label, value, unit, limits)), fc.nat(10), (metrics, cut) => {
        const written = metrics.map(
          ([label, value, unit, limits]) => `'${label.replaceAll("'", "''")}'=${value}${unit}${limits}`,
        );
        const text = `OK | ${written.slice(0, cut).join(" ")}\nmore | ${written.slice(cut).join("\n")}`;
        const { numbers } = read(text, "nagios");
        expect(numbers.map(({ label, value }) => [label, value])).toEqual(
          metrics.map(([label, value]) => [label, Number(`${value}`)]),
        );
      }),
    );
  });
});

describe("Prometheus text", () => {
  const text = String.raw`# HELP http_requests_total The total.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400",} 3
# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9
metric_without_timestamp_and_labels 12.47
something_weird{problem="division by zero"} +Inf -3982045
nothing NaN
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320
`;

  it("has series with labels, escapes and timestamps", () => {
    expect(numbersOf(text)).toEqual([
      ['http_requests_total{code="200",method="post"}', 1027, undefined],
      ['http_requests_total{code="400",method="post"}', 3, undefined],
      [
        String.raw`msdos_file_access_time_seconds{error="Cannot find file:\n\"FILE.TXT\"",path="C:\\DIR\\FILE.TXT"}`,
        1_458_255_915,
        "s",
      ],
      ["metric_without_timestamp_and_labels", 12.47, undefined],
      ["http_request_duration_seconds_sum", 53_423, "s"],
      ["http_request_duration_seconds_count", 144_320, undefined],
    ]);
    expect(read(text).notes).toEqual([
      String.raw`"something_weird{problem=\"division by zero\"}" is +Inf: ignored`,
      '"nothing" is NaN: ignored',
      "buckets of histograms are not read as readings",
    ]);
  });

  it.each([
    ["a 1\nb{c=d} 2", /^line 2 is not Prometheus text: "b\{c=d\} 2" is no sample$/],
    ["abc", /line 1 .*no sample/],
    ["metric1", /line 1 .*no sample/],
    ["a twelve", /"twelve" is no number/],
    ['a{b="c" 1', /no sample/],
  ])("says what is wrong with %j", (text, words) => expect(problem(text, "prometheus")).toMatch(words));

  it("takes what was written", () => {
    const name = fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,10}$/);
    const key = fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}$/);
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    const labels = fc.dictionary(key, fc.string({ unit: "binary" }), { maxKeys: 3, noNullPrototype: true });
    const escaped = (text: string) =>
      text
        .replaceAll("\\", String.raw`\\`)
        .replaceAll('"', String.raw`\"`)
        .replaceAll("\n", String.raw`\n`);
    const series = (metric: string, labels: Readonly<Record<string, string>>) => {
      const pairs = Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1));
      return pairs.length === 0
        ? metric
        : `${metric}{${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}}`;
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(name, labels, value)), (samples) => {
        const text = samples.map(([metric, labels, value]) => {
          const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
          return `${metric}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}\n`;
        });
        expect(numbersOf(text.join(""), "prometheus").map(([label, value]) => [label, value])).toEqual(
          samples.map(([metric, labels, value]) => [series(metric, labels), Number(`${value}`)]),
        );
      }),
    );
  });
});

describe("any output", () => {
  it.each([
    ["json", ' {"a": 1}'],
    ["json", '{"broken": '],
    ["nagios", "PROCS WARNING: 82 processes | procs=82;1:2;;0;"],
    [
      "nagios",
      "connect to address 127.0.0.1 and port 1: Connection refused\nHTTP CRITICAL - Unable to open TCP socket",
    ],
    ["nagios", "all fine | a=1"],
    ["prometheus", "# HELP a b\na 1"],
    ["prometheus", 'a{b="c"} 1\nd 2'],
    ["lines", "hello\nqueue=3"],
    [undefined, "hello"],
    [undefined, ""],
    [undefined, "a = b"],
  ])("of the format %s is found: %j", (format, text) => expect(detectFormat(text)).toBe(format));

  it("without numbers is a message", () => {
    expect(read("\n fine \nmore\n")).toEqual({ numbers: [], message: "fine", notes: [] });
  });

  const pieces = fc.constantFrom(
    "|",
    "=",
    "'",
    '"',
    "{",
    "}",
    "\n",
    " ",
    "\t",
    "1",
    "-",
    ".",
    "e",
    "U",
    ";",
    "%",
    "\\",
    ",",
    "# TYPE a histogram",
    "OK",
    "a",
    "_bucket",
    "火",
    "\0",
    "\uD800",
  );
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(pieces, { maxLength: 300 }).map((all) => all.join("")),
    fc.json(),
  );

  it("is read without an error, to finite numbers", () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom("auto" as const, ...outputFormats), (text, format) => {
        const { found } = readOutput(text, format);
        const numbers: readonly PrintedNumber[] = isUnreadable(found) ? [] : found.numbers;
        for (const { value } of numbers) expect(value).toSatisfy(Number.isFinite);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["digits", `a=${"1".repeat(60_000)}x`],
    ["digits of perfdata", `OK | a=${"1".repeat(60_000)}x1`],
    ["quotes", `OK | ${"'".repeat(60_000)}`],
    ["quotes and spaces", `OK | ${"''' ".repeat(15_000)}`],
    ["blanks of labels", `# TYPE a gauge\na{b="c"${" ".repeat(60_000)}`],
    ["blanks", `# TYPE a gauge\na${" ".repeat(60_000)}{`],
    ["braces", `# TYPE a gauge\n${"{".repeat(60_000)}`],
    ["labels", `# TYPE a gauge\na{${'b="c",'.repeat(10_000)}`],
    ["nested JSON", `${'{"a":'.repeat(12_000)}1`],
    ["line ends", "\r".repeat(60_000)],
    ["bars", "|".repeat(60_000)],
    ["words", "A".repeat(60_000)],
  ])("of 60 kB of %s is read in no time", (_what, text) => {
    for (const format of ["auto", ...outputFormats] as const) {
      const began = performance.now();
      readOutput(text, format);
      expect(performance.now() - began).toBeLessThan(2500);
    }
  });
});
