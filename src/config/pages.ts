import {
  defaultRangeMs,
  sourcesOf,
  widgetIdOf,
  type ChartLine,
  type NumbersPage,
  type Widget,
} from "../core/page.ts";
import { parseSeriesSelector, type SeriesSelector } from "../core/series-selector.ts";
import { reportDuplicates, type CheckNames } from "./check-names.ts";
import { find, itemsOf, textAt, type Located, type LocatedMap, type Place } from "./located.ts";
import { pageSchema, type WidgetInput } from "./page-schema.ts";
import { createReport, unknownName, type Report } from "./report.ts";
import type { Surroundings } from "./surroundings.ts";
import { validateLocated } from "./validate-located.ts";

/** Every page of the file that has no error. Errors are reported. */
export const buildPages = (from: Surroundings, checks: CheckNames): readonly NumbersPage[] => {
  const maps = itemsOf(find(from.root, ["pages"])).filter((item) => item.kind === "map");
  if (maps.length === 0) return [];
  reportDuplicates(maps, from.report);
  const reader = createReader(from.report, [...checks.ids]);
  return maps.map((map) => buildPage(map, reader)).filter((page) => page !== undefined);
};

interface Reader {
  readonly report: Report;
  /** The series of a text; reported when it is none or its check is unknown. `part` says what part may be meant. */
  series(place: Located | undefined, part: "one" | "some"): SeriesSelector | undefined;
  /** The id of a check; reported when there is none. */
  check(place: Located | undefined): string | undefined;
}

const form = {
  one: "must be <check id>.<reading>, such as commits.commits or commits.commits{octo/hello}, without *",
  some: "must be <check id>.<reading>, such as commits.commits or commits.commits{octo/*}",
} as const;

const createReader = (report: Report, checkIds: readonly string[]): Reader => {
  const known = new Set(checkIds);
  const isKnown = (at: Place, check: string): boolean => {
    if (!known.has(check)) report.error(at, unknownName("check", check, checkIds));
    return known.has(check);
  };
  return {
    report,
    series: (place, part) => {
      const text = textAt(place);
      if (!place || text === undefined) return undefined;
      const selector = parseSeriesSelector(text);
      const globs = selector && `${selector.check}${selector.reading}${part === "one" ? selector.part : ""}`;
      if (!selector || globs?.includes("*")) {
        report.error(place.at, `${form[part]}, not ${JSON.stringify(text)}`);
        return undefined;
      }
      return isKnown(place.at, selector.check) ? selector : undefined;
    },
    check: (place) => {
      const text = textAt(place);
      return place && text !== undefined && isKnown(place.at, text) ? text : undefined;
    },
  };
};

const buildPage = (map: LocatedMap, reader: Reader): NumbersPage | undefined => {
  // The file's own schema has said what is wrong.
  const page = validateLocated(pageSchema, map, createReport("", ""))?.output;
  if (!page) return undefined;
  const places = itemsOf(find(map, ["widgets"]));
  const widgets = page.widgets.map((input, index) => buildWidget(input, places[index] ?? map, reader));
  reportTakenIds(widgets, places, reader.report);
  return { id: page.id, title: page.title ?? page.id, widgets: widgets.filter((one) => one !== undefined) };
};

const reportTakenIds = (
  widgets: readonly (Widget | undefined)[],
  places: readonly Located[],
  report: Report,
): void => {
  const first = new Map<string, Place>();
  widgets.forEach((widget, index) => {
    const at = places[index]?.at;
    if (!widget || !at) return;
    const before = first.get(widget.id);
    if (!before) first.set(widget.id, at);
    else
      report.error(at, `is called "${widget.id}" as ${before.path} already is: give one of them an \`id\``);
  });
};

const buildWidget = (input: WidgetInput, place: Located, reader: Reader): Widget | undefined => {
  const found = contentOf(input, place, reader);
  if (!found) return undefined;
  const { id, title, unit } = input;
  const common = { ...(title !== undefined && { title }), ...(unit !== undefined && { unit }) };
  const widget = { id: "", ...common, ...found };
  return { ...widget, id: id ?? widgetIdOf(widget.type, sourcesOf(widget)) };
};

type Content = Widget extends infer One
  ? One extends Widget
    ? Omit<One, "id" | "title" | "unit">
    : never
  : never;

const contentOf = (input: WidgetInput, place: Located, reader: Reader): Content | undefined => {
  switch (input.type) {
    case "table":
      return tableOf(input, place, reader);
    case "feed": {
      const check = reader.check(find(place, ["check"]));
      return check === undefined ? undefined : { type: "feed", check, entries: input.entries ?? 8 };
    }
    case "chart":
      return chartOf(input, place, reader);
    case "number":
    case "line":
    case "bars":
    case "calendar": {
      const { type, range: rangeMs = defaultRangeMs(input.type), value = "mean" } = input;
      const series = reader.series(find(place, ["series"]), "one");
      return series && { type, series, rangeMs, value };
    }
  }
};

type InputOf<Type extends WidgetInput["type"]> = Extract<WidgetInput, { readonly type: Type }>;

const tableOf = (input: InputOf<"table">, place: Located, reader: Reader): Content | undefined => {
  const { table, parts, rows = 10, range } = input;
  if ((table === undefined) === (parts === undefined)) {
    reader.report.error(place.at, "a table needs either `table` or `parts`");
    return undefined;
  }
  if (table !== undefined) {
    if (range !== undefined)
      reader.report.error((find(place, ["range"]) ?? place).at, "is for `parts`: a table is as it was shown");
    const found = reader.series(find(place, ["table"]), "one");
    if (!found) return undefined;
    const { reading, ...rest } = found;
    return { type: "table", rows, of: { kind: "snapshot", ...rest, table: reading } };
  }
  const found = reader.series(find(place, ["parts"]), "some");
  if (!found) return undefined;
  const { check, reading, part = "*" } = found;
  const rangeMs = range ?? defaultRangeMs("table");
  return { type: "table", rows, of: { kind: "parts", check, reading, part, rangeMs } };
};

const chartOf = (input: InputOf<"chart">, place: Located, reader: Reader): Content | undefined => {
  const lines = input.lines.map((line, index): ChartLine | undefined => {
    const own = find(place, ["lines", index]);
    const series = reader.series(typeof line === "string" ? own : find(own ?? place, ["series"]), "one");
    if (!series || typeof line === "string") return series && { series };
    const { title, axis } = line;
    return { series, ...(title !== undefined && { title }), ...(axis && { axis }) };
  });
  const named = (key: "incidents" | "entries") =>
    itemsOf(find(place, [key]))
      .map((item) => reader.check(item))
      .filter((id) => id !== undefined);
  const known = lines.filter((line) => line !== undefined);
  if (known.length < lines.length) return undefined;
  const own = [...new Set(known.map(({ series }) => series.check))];
  return {
    type: "chart",
    lines: known,
    rangeMs: input.range ?? defaultRangeMs("chart"),
    value: input.value ?? "mean",
    incidents: input.incidents ? named("incidents") : own,
    entries: named("entries"),
  };
};
