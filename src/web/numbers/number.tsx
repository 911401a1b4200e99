import type { DataOf, WidgetView } from "../../http/page-schemas.ts";
import { usePage } from "../page-context.tsx";
import { fill } from "../text/fill.ts";
import { barsModel, graphHeight, graphWidth, linesModel, type GraphShape } from "./graph-model.ts";
import { GraphShapes } from "./graph.tsx";
import { daysSentence } from "./sentences.ts";
import { useFigures } from "./use-figures.ts";

type NumberData = DataOf<"number">;

/** A number with how it stands to the day and the week before. */
export const Figure = ({ widget, data }: { readonly widget: WidgetView; readonly data: NumberData }) => {
  const { words } = usePage();
  const { numbers } = words;
  const figures = useFigures();
  const value = (number: number) => figures.value(number, widget.unit);
  const when = data.day === undefined ? undefined : data.provisional ? numbers.soFar : figures.day(data.day);
  return (
    <>
      <p class="figure">
        <strong>{value(data.value)}</strong>
        {widget.unitLabel !== undefined && <span>{widget.unitLabel}</span>}
      </p>
      <p class="trend quiet">
        {when !== undefined && <span>{when}</span>}
        {data.before !== null && <span>{fill(numbers.before, { value: value(data.before) })}</span>}
        <Week widget={widget} data={data} />
      </p>
      <svg
        class="spark"
        viewBox={`0 0 ${graphWidth} ${graphHeight}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={daysSentence(widget, sparkDays(data), words, figures)}
      >
        <GraphShapes shapes={sparkShapes(widget, data)} />
      </svg>
    </>
  );
};

const sparkDays = ({ spark, week }: NumberData): DataOf<"days"> => ({
  kind: "days",
  ...spark,
  adds: week.adds,
});

/** Bars for what adds up, a line for anything else. */
export const sparkShapes = (widget: WidgetView, data: NumberData): readonly GraphShape[] => {
  const points = sparkDays(data);
  if (data.week.adds) return barsModel(points, widget.unit).shapes;
  const line = { title: "", unit: widget.unit, axis: "left", points } as const;
  return linesModel({ kind: "lines", from: 0, to: 1, lines: [line], incidents: [], marks: [] }).shapes;
};

/** What is said of the week, and how it stands to the one before. */
export const useWeek = (widget: WidgetView, { week }: NumberData) => {
  const { numbers } = usePage().words;
  const figures = useFigures();
  const { adds, value, before } = week;
  if (value === null || (!adds && before === null)) return undefined;
  const said = adds
    ? fill(numbers.week, { value: figures.value(value, widget.unit) })
    : fill(numbers.weekAgo, { value: figures.value(before ?? 0, widget.unit) });
  const change = before === null ? undefined : figures.change(value, before, widget.unit, widget.unitLabel);
  return { said, change };
};

const Week = (props: { readonly widget: WidgetView; readonly data: NumberData }) => {
  const week = useWeek(props.widget, props.data);
  if (!week) return null;
  return (
    <span>
      {week.said}{" "}
      {week.change && (
        <>
          <b aria-hidden="true">{week.change.sign}</b>
          <span class="unseen">{week.change.words}</span>
        </>
      )}
    </span>
  );
};
