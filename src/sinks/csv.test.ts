import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { describeSink, sinkSurroundings } from "../../test/contracts/sink.ts";
import { samplePoint } from "../../test/support/sample-points.ts";
import { parseCsv } from "../core/csv.ts";
import type { SinkPoint } from "../core/sink.ts";
import { csvSink } from "./csv.ts";
import { columnKey } from "./table/column-name.ts";

const folder = mkdtempSync(join(tmpdir(), "hinomi-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const newFile = (text?: string | Uint8Array): string => {
  const path = join(folder, `${++count}.csv`);
  if (text !== undefined) writeFileSync(path, text);
  return path;
};

const open = (options: object) => csvSink.open(options, sinkSurroundings({ folder }));
const { signal } = new AbortController();

const write = (path: string, points: readonly SinkPoint[], options: object = {}) =>
  open({ path, ...options }).write(points, signal);

const wideCells = (path: string): readonly string[] => {
  const [header = [], ...lines] = parseCsv(readFileSync(path, "utf8"));
  return lines.flatMap((cells) =>
    header.flatMap((name, at) => {
      const [, reading = "", part = ""] = /^work\.(\w+)(?:\{(.+)\})?$/.exec(columnKey(name)) ?? [];
      if (reading === "" || !cells[at]) return [];
      return [`${reading}${part === "" ? "" : ` ${part}`} ${cells[0]} = ${cells[at]}`];
    }),
  );
};

const longCells = (path: string): readonly string[] =>
  parseCsv(readFileSync(path, "utf8"))
    .slice(1)
    .map(([time, , reading, part, , , value]) => `${reading}${part ? ` ${part}` : ""} ${time} = ${value}`);

describe.each([
  ["wide", wideCells],
  ["long", longCells],
] as const)("in the %s layout", (layout, cells) => {
  describeSink("csv", {
    sink: csvSink,
    start: async () => {
      const path = newFile();
      return {
        sink: open({ path, layout }),
        seen: async () => cells(path),
        fail: () => undefined,
        secrets: [],
        stop: async () => undefined,
      };
    },
    failures: [],
    bad: {
      "no path": ["path", {}],
      "a layout that is none": ["layout", { path: "a.csv", layout: "tall" }],
      "a size that is none": ["max_size", { path: "a.csv", max_size: "big" }],
    },
  });
});

describe("the file", () => {
  it("has one line per date in order, and its columns stay where they are", async () => {
    const path = newFile();
    await write(path, [samplePoint("commits", "2026-11-21", 3), samplePoint("views", "2026-11-22", 0.5)]);
    await write(path, [samplePoint("commits 17", "2026-11-20", 1), samplePoint("commits", "2026-11-22", 4)]);
    expect(readFileSync(path, "utf8")).toBe(
      [
        "date,work.commits,work.views,work.commits{17 octo/repo-17}",
        "2026-11-20,,,1",
        "2026-11-21,3,,",
        "2026-11-22,4,0.5,",
        "",
      ].join("\r\n"),
    );
  });

  it("keeps a person's columns, lines, order and byte order mark", async () => {
    const path = newFile(
      '\uFEFFnote,date,"work.commits"\n"a ""big"" day",2026-11-22,3\nbefore the release,2026/11/21,2\n"sum, so far",,5\n',
    );
    expect(
      await write(path, [samplePoint("commits", "2026-11-21", 9), samplePoint("commits", "2026-11-23", 1)]),
    ).toEqual({ kind: "taken" });
    expect(readFileSync(path, "utf8")).toBe(
      '\uFEFFnote,date,work.commits\r\n,2026-11-23,1\r\n"a ""big"" day",2026-11-22,3\r\nbefore the release,2026/11/21,9\r\n"sum, so far",,5\r\n',
    );
  });

  it("knows a part's column by its identity when its name has changed", async () => {
    const path = newFile("date,work.commits{17 octo/old}\n2026-11-22,1\n");
    await write(path, [samplePoint("commits 17", "2026-11-22", 2)]);
    expect(readFileSync(path, "utf8")).toBe("date,work.commits{17 octo/old}\r\n2026-11-22,2\r\n");
  });

  it("does not touch a file that says it all already", async () => {
    const path = newFile();
    await write(path, [samplePoint("commits", "2026-11-22", 3)]);
    const { ino } = statSync(path);
    await write(path, [samplePoint("commits", "2026-11-22", 3)]);
    expect(statSync(path).ino).toBe(ino);
  });

  it("leaves nothing beside it and keeps links", async () => {
    const path = newFile("date\r\n");
    const link = join(folder, "link.csv");
    symlinkSync(path, link);
    await write(link, [samplePoint("commits", "2026-11-22", 3)]);
    expect(readFileSync(path, "utf8")).toContain("2026-11-22,3");
    expect(readdirSync(folder).filter((name) => name.endsWith(".hinomi"))).toEqual([]);
  });

  it.each([
    ["without dates", "day,work.commits\n2026-11-22,3\n", "no column date"],
    [
      "with a date twice",
      "date,work.commits\n2026-11-22,3\n2026-11-22,4\n",
      "2026-11-22 stands in two lines",
    ],
    ["with a header twice", "date,work.commits,work.commits\n", '"work.commits" stands twice'],
    ["that a spreadsheet rewrote", "date,work.commits\n11/22/2026,3\n", 'the date "11/22/2026"'],
    ["in another encoding", new Uint8Array([0x93, 0xfa, 0x95, 0x74]), "not UTF-8"],
  ])("is refused %s, and stays as it is", async (_, text, expected) => {
    const path = newFile(text);
    const before = readFileSync(path);
    const result = await write(path, [samplePoint("commits", "2026-11-22", 9)]);
    expect(result).toMatchObject({ kind: "refused", detail: expect.stringContaining(expected) });
    expect(readFileSync(path)).toEqual(before);
  });

  it("says which folder is missing, what is a folder, and when it is large enough", async () => {
    const points = [samplePoint("commits", "2026-11-22", 9)];
    expect(await write("none/a.csv", points)).toMatchObject({ kind: "refused", remedy: "Make its folder" });
    expect(await write(folder, points)).toMatchObject({
      kind: "refused",
      remedy: "Name a file, not a folder",
    });
    const path = newFile("date,work.commits\r\n2026-11-21,3\r\n");
    expect(await write(path, points, { max_size: "10B" })).toMatchObject({ kind: "refused" });
    expect(await write(path, points, { max_size: "40B" })).toMatchObject({
      kind: "refused",
      detail: expect.stringContaining("max_size"),
    });
  });

  it("in the long layout has texts that no spreadsheet runs", async () => {
    const path = newFile();
    const point = samplePoint("commits", "2026-11-22", -1);
    const series = { ...point.series, part: "=1+1", partTitle: "@SUM(A1)" };
    await write(path, [{ ...point, series }], { layout: "long" });
    await write(path, [{ ...point, series, value: -2 }], { layout: "long" });
    expect(readFileSync(path, "utf8")).toBe(
      "date,check,reading,part,part_title,unit,value\r\n2026-11-22,work,commits,'=1+1,'@SUM(A1),count,-2\r\n",
    );
  });
});
