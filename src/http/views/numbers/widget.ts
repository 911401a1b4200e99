import type { FeedWidget, SeriesWidget, TableWidget, Widget } from "../../../core/page.ts";
import { timeOfEntry } from "../../../core/ledger-rules.ts";
import type { DataOf, WidgetData, WidgetView } from "../../page-schemas.ts";
import { dayMs } from "../history.ts";
import type { Desk } from "./desk.ts";
import { chartData, lineData } from "./lines.ts";
import { numberData } from "./number.ts";
import { readDays } from "./read-days.ts";
import { partsData, snapshotData } from "./tables.ts";
import { widgetTitle } from "./titles.ts";

/** What a widget shows now. Everything comes from the store: no source is waited for. */
export const widgetView = async (desk: Desk, widget: Widget): Promise<WidgetView> => {
  const found = await contentOf(desk, widget);
  const origins = originsOf(widget);
  const checkIds = new Set(origins.map(({ check }) => check));
  const fresh = await Promise.all(origins.map(({ check, reading }) => desk.freshness(check, reading)));
  const times = [...fresh.map(({ asOf }) => asOf), found?.at].filter((at) => at !== undefined);
  return {
    id: widget.id,
    type: widget.type,
    title: await widgetTitle(desk, widget),
    checkIds: [...checkIds],
    unit: found?.unit ?? "count",
    ...(widget.unit !== undefined && { unitLabel: widget.unit }),
    // The oldest: nothing that is shown is older.
    ...(times.length > 0 && { asOf: Math.min(...times) }),
    stale: fresh.some(({ stale }) => stale),
    data: found?.data ?? { kind: "nothing" },
  };
};

interface Content {
  readonly data: WidgetData;
  readonly unit?: string;
  /** When what is shown was fetched. */
  readonly at?: number;
}

const contentOf = (desk: Desk, widget: Widget): Promise<Content | undefined> => {
  switch (widget.type) {
    case "number":
      return numberData(desk, widget);
    case "bars":
    case "calendar":
      return daysData(desk, widget);
    case "line":
      return withUnit(lineData(desk, widget));
    case "chart":
      return withUnit(chartData(desk, widget));
    case "table":
      return tableData(desk, widget);
    case "feed":
      return entriesData(desk, widget);
  }
};

/** Where a widget's data comes from. */
const originsOf = (widget: Widget): readonly { readonly check: string; readonly reading?: string }[] => {
  switch (widget.type) {
    case "table":
      return [widget.of];
    case "feed":
      return [{ check: widget.check }];
    case "chart":
      return [...widget.lines.map(({ series }) => series), ...widget.entries.map((check) => ({ check }))];
    case "number":
    case "line":
    case "bars":
    case "calendar":
      return [widget.series];
  }
};

const daysData = async (desk: Desk, widget: SeriesWidget): Promise<Content | undefined> => {
  const { series, rangeMs, value } = widget;
  const line = await readDays(desk, series, desk.range(Math.ceil(rangeMs / dayMs)), value);
  if (!line) return undefined;
  const { unit, ...data } = line;
  return { unit, data };
};

const withUnit = async (asked: Promise<DataOf<"lines"> | undefined>): Promise<Content | undefined> => {
  const data = await asked;
  const [first] = data?.lines ?? [];
  return data && first && { data, unit: first.unit };
};

const tableData = (desk: Desk, { of, rows }: TableWidget): Promise<Content | undefined> =>
  of.kind === "parts" ? partsData(desk, of, rows) : snapshotData(desk, of, rows);

const longestSummary = 200;

/** A feed may name any scheme: only these are followed. */
const isWebAddress = (url: string | undefined): boolean => /^https?:\/\//i.test(url ?? "");

const entriesData = async (
  desk: Desk,
  { check, entries: most }: FeedWidget,
): Promise<Content | undefined> => {
  const entries = await desk.site.lookout.store.ledger.of(check).entries(most);
  if (entries.length === 0) return undefined;
  return {
    data: {
      kind: "entries",
      entries: entries.map((entry) => ({
        title: entry.title,
        ...(isWebAddress(entry.url) && { url: entry.url }),
        at: timeOfEntry(entry),
        ...(entry.summary !== undefined && { summary: entry.summary.slice(0, longestSummary) }),
      })),
    },
  };
};
