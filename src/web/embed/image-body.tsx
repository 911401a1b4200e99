import type { DataOf, WidgetData, WidgetView } from "../../http/page-schemas.ts";
import { usePage } from "../page-context.tsx";
import { fill } from "../text/fill.ts";
import { beginsMonth } from "../numbers/calendar.tsx";
import { heatWeeks } from "../numbers/calendar-model.ts";
import {
  barsModel,
  graphHeight,
  graphWidth,
  isBars,
  linesModel,
  type GraphModel,
} from "../numbers/graph-model.ts";
import { GraphShapes, gridPath, useSpanDates } from "../numbers/graph.tsx";
import { sparkShapes, useWeek } from "../numbers/number.tsx";
import { columnName } from "../numbers/tables.tsx";
import { useFigures } from "../numbers/use-figures.ts";
import { clip } from "./clip.ts";

export const imageWidth = 480;
const [side, rowHeight, drawingHeight] = [16, 22, 140];
/** Rows that an image has room for. */
const mostRows = 12;

/** How high the body of an image is. */
export const bodyHeight = (data: WidgetData, type: WidgetView["type"]): number => {
  switch (data.kind) {
    case "nothing":
      return 24;
    case "number":
      return 116;
    case "days":
      return type === "calendar" ? 82 : drawingHeight + 20;
    case "lines":
      return drawingHeight + 24 + 18 * (data.lines.length > 1 ? data.lines.length : 0);
    case "table":
      return rowHeight * (Math.min(data.rows.length, mostRows) + 1);
    case "parts":
      return rowHeight * Math.min(data.rows.length, mostRows);
    case "entries":
      return rowHeight * Math.min(data.entries.length, mostRows);
  }
};

/** What a widget shows, from the top left. */
export const ImageBody = ({ widget }: { readonly widget: WidgetView }) => {
  const { numbers } = usePage().words;
  const { data } = widget;
  switch (data.kind) {
    case "nothing":
      return (
        <text x={side} y="14">
          {numbers.nothing}
        </text>
      );
    case "number":
      return <FigureImage widget={widget} data={data} />;
    case "days":
      return widget.type === "calendar" ? (
        <HeatImage data={data} />
      ) : (
        <BarsImage widget={widget} data={data} />
      );
    case "lines":
      return <LinesImage data={data} />;
    case "table":
      return <TableImage data={data} />;
    case "parts":
      return <PartsImage widget={widget} data={data} />;
    case "entries":
      return <EntriesImage data={data} />;
  }
};

interface Of<Kind extends WidgetData["kind"]> {
  readonly widget: WidgetView;
  readonly data: DataOf<Kind>;
}

const FigureImage = ({ widget, data }: Of<"number">) => {
  const { numbers } = usePage().words;
  const figures = useFigures();
  const week = useWeek(widget, data);
  const when = data.day === undefined ? "" : data.provisional ? numbers.soFar : figures.day(data.day);
  const before =
    data.before === null ? "" : fill(numbers.before, { value: figures.value(data.before, widget.unit) });
  return (
    <>
      <text class="figure" x={side} y="36">
        {figures.value(data.value, widget.unit, widget.unitLabel)}
      </text>
      <text class="small" x={side} y="56">
        {[when, before, week && `${week.said} ${week.change?.sign ?? ""}`].filter(Boolean).join(" · ")}
      </text>
      <Drawing y={66} height={46} x={side} width={imageWidth - 2 * side} shapes={sparkShapes(widget, data)} />
    </>
  );
};

const Drawing = (
  props: Pick<GraphModel, "shapes"> & {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly grid?: string;
  },
) => {
  const { shapes, grid, ...place } = props;
  return (
    <svg
      {...place}
      viewBox={`0 0 ${graphWidth} ${graphHeight}`}
      preserveAspectRatio="none"
      overflow="visible"
    >
      {grid !== undefined && <path class="grid" d={grid} />}
      <GraphShapes shapes={shapes} />
    </svg>
  );
};

const axisWidth = 40;

const GraphImage = (props: { readonly model: GraphModel; readonly dates: readonly string[] }) => {
  const figures = useFigures();
  const { left, right, shapes } = props.model;
  const [from, to] = [side + axisWidth, imageWidth - side - (right ? axisWidth : 0)];
  const label = (ticks: GraphModel["left"], x: number, isEnd: boolean) =>
    ticks.ticks.map((tick, index) => (
      <text
        key={`${x} ${tick}`}
        class={isEnd ? "small end" : "small"}
        x={x}
        y={8 + (index * drawingHeight) / (ticks.ticks.length - 1)}
      >
        {figures.short(tick, ticks.unit)}
      </text>
    ));
  return (
    <>
      {label(left, from - 6, true)}
      {right && label(right, to + 6, false)}
      <Drawing
        x={from}
        y={4}
        width={to - from}
        height={drawingHeight}
        shapes={shapes}
        grid={gridPath(left)}
      />
      {props.dates.map((date, index) => (
        <text
          key={index}
          class={`small ${["", "middle", "end"][index]}`}
          x={from + ((to - from) * index) / 2}
          y={drawingHeight + 18}
        >
          {date}
        </text>
      ))}
    </>
  );
};

const BarsImage = ({ widget, data }: Of<"days">) => {
  const figures = useFigures();
  const begin = Date.parse(`${data.from}T00:00:00Z`);
  const last = data.values.length - 1;
  const dates = [0, Math.floor(last / 2), last].map((index) => figures.day(begin + index * 86_400_000));
  return <GraphImage model={barsModel(data, widget.unit)} dates={dates} />;
};

const LinesImage = ({ data }: { readonly data: DataOf<"lines"> }) => (
  <g class={data.lines.length > 1 ? "mixed" : undefined}>
    <GraphImage model={linesModel(data)} dates={useSpanDates(data)} />
    {data.lines.length > 1 &&
      data.lines.map((line, index) => {
        const y = drawingHeight + 38 + 18 * index;
        return (
          <g key={index}>
            {isBars(line, data) ? (
              <path class={`bar c${index}`} d={`M${side} ${y}v-4h4v4zm6 0v-9h4v9zm6 0v-6h4v6z`} />
            ) : (
              <path class={`line c${index}`} d={`M${side} ${y - 4}h20`} />
            )}
            <text class="small" x={side + 28} y={y}>
              {clip(line.title, 66)}
            </text>
          </g>
        );
      })}
  </g>
);

const HeatImage = ({ data }: { readonly data: DataOf<"days"> }) => {
  const { words } = usePage();
  const figures = useFigures();
  const firstDay = words.language === "ja" ? 0 : 1;
  const weeks = heatWeeks(data, firstDay);
  const pitch = Math.min(9, (imageWidth - 2 * side) / weeks.length);
  const size = pitch - 1.5;
  return weeks.map((week, at) => (
    <g key={week.at} transform={`translate(${side + at * pitch} 0)`}>
      {beginsMonth(weeks, at) && (
        <text class="small" y="9">
          {figures.month(week.at + 6 * 86_400_000)}
        </text>
      )}
      {week.days.map(
        (cell, day) =>
          cell && (
            <rect
              key={cell.at}
              class={`l${cell.level ?? "n"}`}
              y={14 + day * pitch}
              width={size}
              height={size}
              rx="1.5"
            />
          ),
      )}
    </g>
  ));
};

const TableImage = ({ data }: { readonly data: DataOf<"table"> }) => {
  const { numbers } = usePage().words;
  const figures = useFigures();
  const shown = data.columns.slice(0, 4);
  const isNumeric = (column: number) => data.rows.some((row) => typeof row[column] === "number");
  const numeric = shown.map((_, column) => column).filter(isNumeric);
  const textWidth = imageWidth - 2 * side - numeric.length * 72;
  const texts = shown.length - numeric.length || 1;
  const place = (column: number) => {
    const at = numeric.indexOf(column);
    if (at >= 0) return { class: "end", x: imageWidth - side - (numeric.length - 1 - at) * 72 };
    const before = shown.slice(0, column).filter((_, one) => !isNumeric(one)).length;
    return { class: "", x: side + (before * textWidth) / texts };
  };
  const places = Math.floor(textWidth / texts / 7.4);
  return (
    <>
      {shown.map((column, index) => (
        <text key={index} x={place(index).x} class={`small ${place(index).class}`} y="10">
          {clip(columnName(column, numbers), 12)}
        </text>
      ))}
      {data.rows.slice(0, mostRows).map((row, line) =>
        shown.map((_, column) => (
          <text key={`${line} ${column}`} {...place(column)} y={10 + rowHeight * (line + 1)}>
            {typeof row[column] === "number"
              ? figures.value(row[column], "count")
              : clip(row[column] ?? "", places)}
          </text>
        )),
      )}
    </>
  );
};

const PartsImage = ({ widget, data }: Of<"parts">) => {
  const figures = useFigures();
  const most = data.rows.reduce((found, { value }) => Math.max(found, value), 0) || 1;
  const width = imageWidth - 2 * side - 80;
  return data.rows.slice(0, mostRows).map(({ title, value }, index) => (
    <g key={title} transform={`translate(0 ${index * rowHeight})`}>
      <text x={side} y="11">
        {clip(title, 48)}
      </text>
      <rect
        class="share c0"
        x={side}
        y="15"
        width={(width * Math.max(0, value)) / most}
        height="2.5"
        rx="1"
      />
      <text class="end" x={imageWidth - side} y="13">
        {figures.value(value, widget.unit)}
      </text>
    </g>
  ));
};

const EntriesImage = ({ data }: { readonly data: DataOf<"entries"> }) => {
  const { format } = usePage();
  return data.entries.slice(0, mostRows).map(({ title, at }, index) => (
    <g key={index} transform={`translate(0 ${index * rowHeight})`}>
      <text x={side} y="11">
        {clip(title, 50)}
      </text>
      <text class="small end" x={imageWidth - side} y="11">
        {format.day(at)}
      </text>
    </g>
  ));
};
