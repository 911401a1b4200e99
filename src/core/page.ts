/** The pages of numbers that the configuration describes: what is shown where, of which checks. */

/** One series: a reading of a check, of the whole or of one part, by the part's id or its present name. */
export interface SeriesName {
  readonly check: string;
  readonly reading: string;
  readonly part?: string;
}

/** What a day is summarised to where several runs of it found a number. */
export type DaySummary = "mean" | "max" | "min" | "last";

interface WidgetCommon {
  /** Stable within its page: links to the widget name it. */
  readonly id: string;
  readonly title?: string;
  /** Shown behind the numbers instead of the reading's own unit. */
  readonly unit?: string;
}

export interface SeriesWidget extends WidgetCommon {
  readonly type: "number" | "line" | "bars" | "calendar";
  readonly series: SeriesName;
  /** How far back it goes. */
  readonly rangeMs: number;
  readonly value: DaySummary;
}

export interface TableWidget extends WidgetCommon {
  readonly type: "table";
  /** The most rows shown. */
  readonly rows: number;
  readonly of:
    /** A table as its source showed it, of the whole or of one part; without one of every part. */
    | { readonly kind: "snapshot"; readonly check: string; readonly table: string; readonly part?: string }
    /** The parts of a reading that are like a glob, the greatest first. */
    | {
        readonly kind: "parts";
        readonly check: string;
        readonly reading: string;
        readonly part: string;
        readonly rangeMs: number;
      };
}

export interface FeedWidget extends WidgetCommon {
  readonly type: "feed";
  readonly check: string;
  /** The most entries shown. */
  readonly entries: number;
}

export interface ChartLine {
  readonly series: SeriesName;
  readonly title?: string;
  /** Which scale it is read from; absent: left for the unit of the first line, else right. */
  readonly axis?: "left" | "right";
}

export interface ChartWidget extends WidgetCommon {
  readonly type: "chart";
  readonly lines: readonly ChartLine[];
  readonly rangeMs: number;
  readonly value: DaySummary;
  /** Ids of the checks whose incidents are marked. */
  readonly incidents: readonly string[];
  /** Ids of the feeds whose entries are marked: releases. */
  readonly entries: readonly string[];
}

export type Widget = SeriesWidget | TableWidget | FeedWidget | ChartWidget;

/** A page of numbers. */
export interface NumbersPage {
  readonly id: string;
  readonly title: string;
  readonly widgets: readonly Widget[];
}

/** `commits.commits{octo/hello}`. */
export const seriesText = ({ check, reading, part }: SeriesName): string =>
  `${check}.${reading}${part === undefined ? "" : `{${part}}`}`;

/** What a widget's data comes from: two widgets with the same texts show the same things, however they look. */
export const sourcesOf = (widget: Widget): readonly string[] => {
  switch (widget.type) {
    case "table": {
      const { of } = widget;
      if (of.kind === "parts") return [`parts ${seriesText(of)}`];
      return [`table ${seriesText({ ...of, reading: of.table })}`];
    }
    case "feed":
      return [`entries ${widget.check}`];
    case "chart":
      return [
        ...widget.lines.map(({ series }) => seriesText(series)),
        ...widget.incidents.map((check) => `incidents ${check}`),
        ...widget.entries.map((check) => `entries ${check}`),
      ];
    case "number":
    case "line":
    case "bars":
    case "calendar":
      return [seriesText(widget.series)];
  }
};

const longestId = 100;

/** The id of a widget that was given none: `bars-commits.commits`. */
export const widgetIdOf = (type: Widget["type"], sources: readonly string[]): string =>
  [type, ...sources]
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/-+$/, "")
    .slice(0, longestId);

export const dayMs = 86_400_000;

/** How far back a widget goes that says nothing, ms. */
export const defaultRangeMs = (type: Widget["type"]): number => (type === "calendar" ? 365 : 30) * dayMs;
