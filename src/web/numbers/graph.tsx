import { fill } from "../text/fill.ts";
import type { ChartLineView, DataOf, WidgetView } from "../../http/page-schemas.ts";
import { usePage } from "../page-context.tsx";
import {
  barsModel,
  graphHeight,
  graphWidth,
  isBars,
  linesModel,
  type Axis,
  type GraphModel,
  type GraphShape,
} from "./graph-model.ts";
import { daysSentence, linesSentence } from "./sentences.ts";
import { useFigures } from "./use-figures.ts";

const dayMs = 86_400_000;

/** The shapes of a graph, for a place of any size. */
export const GraphShapes = ({ shapes }: { readonly shapes: readonly GraphShape[] }) =>
  shapes.map(({ kind, line, d }, index) => <path key={index} class={`${kind} c${line}`} d={d} />);

/** Bars by day. */
export const BarGraph = ({
  widget,
  data,
}: {
  readonly widget: WidgetView;
  readonly data: DataOf<"days">;
}) => {
  const { words } = usePage();
  const figures = useFigures();
  const begin = Date.parse(`${data.from}T00:00:00Z`);
  const count = data.values.length;
  const dates = [0, Math.floor(count / 2), count - 1].map((index) => figures.day(begin + index * dayMs));
  return (
    <Graph
      model={barsModel(data, widget.unit)}
      label={daysSentence(widget, data, words, figures)}
      dates={dates}
    />
  );
};

/** One line or several. */
export const LineGraph = ({
  widget,
  data,
}: {
  readonly widget: WidgetView;
  readonly data: DataOf<"lines">;
}) => {
  const { words } = usePage();
  const figures = useFigures();
  const dates = useSpanDates(data);
  const isBusy = data.lines.length > 1 || data.incidents.length > 0 || data.marks.length > 0;
  return (
    <>
      <Graph model={linesModel(data)} label={linesSentence(widget, data, words, figures)} dates={dates} />
      {isBusy && <Legend data={data} />}
    </>
  );
};

/** The beginning, the middle and the end of a span, as days or as times of day. */
export const useSpanDates = ({ from, to, lines }: DataOf<"lines">): readonly string[] => {
  const { format } = usePage();
  const isOfDays = lines.some(({ points }) => points.kind === "days");
  const last = isOfDays ? to - 1 : to;
  const isShort = to - from <= 2 * dayMs;
  return [from, (from + last) / 2, last].map((at) => (isShort ? format.clock(at) : format.day(at)));
};

const Graph = (props: {
  readonly model: GraphModel;
  readonly label: string;
  readonly dates: readonly string[];
}) => {
  const { shapes, left, right } = props.model;
  return (
    <div class="graph" role="img" aria-label={props.label}>
      <AxisLabels axis={left} />
      <svg viewBox={`0 0 ${graphWidth} ${graphHeight}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="grid" d={gridPath(left)} />
        <GraphShapes shapes={shapes} />
      </svg>
      {right && <AxisLabels axis={right} />}
      <div class="dates">
        {props.dates.map((date, index) => (
          <span key={index}>{date}</span>
        ))}
      </div>
    </div>
  );
};

/** A line at each label. */
export const gridPath = ({ ticks }: Axis): string =>
  ticks.map((_, index) => `M0 ${(index * graphHeight) / (ticks.length - 1)}H${graphWidth}`).join("");

const AxisLabels = ({ axis }: { readonly axis: Axis }) => {
  const figures = useFigures();
  return (
    <div class="axis">
      {axis.ticks.map((tick) => (
        <span key={tick}>{figures.short(tick, axis.unit)}</span>
      ))}
    </div>
  );
};

const Legend = ({ data }: { readonly data: DataOf<"lines"> }) => {
  const { numbers } = usePage().words;
  const { lines, incidents, marks } = data;
  return (
    <ul class="legend">
      {lines.map((line, index) => (
        <li key={index}>
          <Swatch line={index} isBars={isBars(line, data)} />
          {lines.length > 1 ? `${line.title}${sideOf(line, data, numbers)}` : line.title}
        </li>
      ))}
      {incidents.length > 0 && (
        <li>
          <i class="swatch incident" />
          {fill(numbers.incidents, { n: incidents.length })}
        </li>
      )}
      {marks.length > 0 && (
        <li>
          <i class="swatch mark" />
          {marks.length === 1
            ? marks[0]?.title
            : fill(numbers.latestMark, { title: marks[0]?.title ?? "", n: marks.length - 1 })}
        </li>
      )}
    </ul>
  );
};

const sideOf = (
  { axis }: ChartLineView,
  { lines }: DataOf<"lines">,
  words: { readonly left: string; readonly right: string },
): string => (new Set(lines.map((line) => line.axis)).size > 1 ? ` (${words[axis]})` : "");

const Swatch = (props: { readonly line: number; readonly isBars: boolean }) => (
  <svg class="swatch" viewBox="0 0 20 10" aria-hidden="true">
    {props.isBars ? (
      <path class={`bar c${props.line}`} d="M2 10V4h4v6zM8 10V0h4v10zM14 10V6h4v4z" />
    ) : (
      <path class={`line c${props.line}`} d="M1 5H19" />
    )}
  </svg>
);
