import type { ChartLine, ChartWidget, DaySummary, SeriesWidget } from "../../../core/page.ts";
import type { ChartLineView, DataOf } from "../../page-schemas.ts";
import { dayMs } from "../history.ts";
import { incidentsIn } from "../series.ts";
import { startOf } from "../series-rows.ts";
import { timeOfEntry } from "../../../core/ledger-rules.ts";
import type { Desk } from "./desk.ts";
import { datedPart, readDays } from "./read-days.ts";
import { seriesTitle } from "./titles.ts";

interface Span {
  readonly from: number;
  readonly to: number;
  readonly days: number;
}

/** Points of a line of runs: so many are seen apart on a phone. */
const points = 180;
const [mostIncidents, entriesLookedAt, mostMarks] = [100, 200, 40];

/** Several lines on one time axis with what happened meanwhile. */
export const chartData = async (desk: Desk, widget: ChartWidget): Promise<DataOf<"lines"> | undefined> => {
  const span = await spanOf(desk, widget.lines, widget.rangeMs);
  const lines: ChartLineView[] = [];
  for (const line of widget.lines) {
    const found = await readLine(desk, line, span, widget.value);
    if (found) lines.push({ ...found, axis: line.axis ?? axisOf(found.unit, lines) });
  }
  if (lines.length === 0) return undefined;
  return {
    kind: "lines",
    from: span.from,
    to: span.to,
    lines,
    incidents: (await Promise.all(widget.incidents.map((id) => incidentMarks(desk, id, span)))).flat(),
    marks: (await Promise.all(widget.entries.map((id) => entryMarks(desk, id, span)))).flat(),
  };
};

/** One line. */
export const lineData = (desk: Desk, widget: SeriesWidget): Promise<DataOf<"lines"> | undefined> =>
  chartData(desk, {
    ...widget,
    type: "chart",
    lines: [{ series: widget.series }],
    incidents: [],
    entries: [],
  });

/** Where a line is dated by its source, whole days are shown. */
const spanOf = async (desk: Desk, lines: readonly ChartLine[], rangeMs: number): Promise<Span> => {
  const dated = await Promise.all(lines.map(({ series }) => datedPart(desk, series)));
  const days = Math.ceil(rangeMs / dayMs);
  if (dated.every((part) => part === undefined)) return { from: desk.now - rangeMs, to: desk.now, days };
  const range = desk.range(days);
  return { from: startOf(range.from, desk.zone), to: startOf(range.to, desk.zone), days };
};

const axisOf = (unit: string, before: readonly ChartLineView[]): ChartLineView["axis"] => {
  const [first] = before;
  return first === undefined || first.unit === unit ? "left" : "right";
};

const readLine = async (
  desk: Desk,
  { series, title }: ChartLine,
  { from, to, days }: Span,
  value: DaySummary,
): Promise<Omit<ChartLineView, "axis"> | undefined> => {
  const { check, reading } = series;
  const shown = title ?? (await seriesTitle(desk, series));
  if ((await datedPart(desk, series)) !== undefined) {
    const line = await readDays(desk, series, desk.range(days), value);
    if (!line) return undefined;
    const { unit, ...values } = line;
    return { title: shown, unit, points: values };
  }
  if (series.part !== undefined) return undefined;
  const query = { checkId: check, reading, from, to: Math.min(to, desk.now + 1), points };
  const { unit, min, max, mean, ...grid } = await desk.site.lookout.store.runs.series(query);
  if (mean.every((one) => one === null)) return undefined;
  return {
    title: shown,
    unit,
    points: {
      kind: "runs",
      from: grid.from,
      stepMs: grid.stepMs,
      min: [...min],
      max: [...max],
      mean: [...mean],
    },
  };
};

const incidentMarks = async (
  desk: Desk,
  checkId: string,
  span: Span,
): Promise<DataOf<"lines">["incidents"]> => {
  const found = await incidentsIn(desk.site.lookout.store.incidents, checkId, span);
  return found.slice(0, mostIncidents).map(({ openedAt, closedAt, worst }) => ({
    from: openedAt,
    ...(closedAt !== undefined && { to: closedAt }),
    severity: worst,
    title: desk.title(checkId),
  }));
};

const entryMarks = async (
  desk: Desk,
  checkId: string,
  { from, to }: Span,
): Promise<DataOf<"lines">["marks"]> => {
  const entries = await desk.site.lookout.store.ledger.of(checkId).entries(entriesLookedAt);
  return entries
    .map((entry) => ({ at: timeOfEntry(entry), title: entry.title }))
    .filter(({ at }) => at >= from && at < to)
    .slice(0, mostMarks);
};
