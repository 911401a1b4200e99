import type { ChartLineView, DataOf, DayValues } from "../../http/page-schemas.ts";
import { scaleOver, shareOf, type Scale } from "./scale.ts";

/** The drawing's own units; it is stretched to its place. */
export const [graphWidth, graphHeight] = [1000, 400];

/** One shape of a graph: a path with what it stands for. */
export interface GraphShape {
  readonly kind: "gap" | "zero" | "bar" | "open" | "band" | "line" | "degraded" | "down" | "mark";
  /** Which line it belongs to, in order. */
  readonly line: number;
  readonly d: string;
}

export interface GraphModel {
  /** From the back to the front. */
  readonly shapes: readonly GraphShape[];
  readonly left: Axis;
  readonly right?: Axis;
}

export interface Axis extends Scale {
  readonly unit: string;
}

interface Point {
  /** Of its beginning and its end: 0 to 1. */
  readonly from: number;
  readonly to: number;
  readonly value: number | null;
  readonly least: number | null;
  readonly most: number | null;
  readonly isOpen: boolean;
}

/** Bars by day. */
export const barsModel = (data: DayValues, unit: string): GraphModel => {
  const scale = scaleOver(data.values);
  const points = pointsOfDays(data);
  return { left: { ...scale, unit }, shapes: barShapes(points, scale, 0, isDaily(points)) };
};

/** Lines, bars behind them, and what happened meanwhile. */
export const linesModel = (data: DataOf<"lines">): GraphModel => {
  const axes = { left: axisOf(data.lines, "left"), right: axisOf(data.lines, "right") };
  const left = axes.left ?? axes.right ?? { ...scaleOver([]), unit: "count" };
  const shapes = data.lines.map((line, index): readonly GraphShape[] => {
    const scale = axes[line.axis] ?? left;
    const points = pointsOf(line, data);
    return isBars(line, data)
      ? barShapes(points, scale, index, data.lines.length === 1)
      : lineShapes(points, scale, index);
  });
  const bars = shapes.flat().filter(({ kind }) => kind !== "line" && kind !== "band");
  const lines = shapes.flat().filter(({ kind }) => kind === "line" || kind === "band");
  return {
    shapes: [...incidentShapes(data), ...bars, ...lines, ...markShapes(data)],
    left,
    ...(axes.left && axes.right && { right: axes.right }),
  };
};

/** What days add up to stands on the ground; anything else is a line through them. */
export const isBars = ({ points }: ChartLineView, { lines }: DataOf<"lines">): boolean =>
  points.kind === "days" && points.adds && lines.length > 1;

const axisOf = (lines: readonly ChartLineView[], axis: "left" | "right"): Axis | undefined => {
  const own = lines.filter((line) => line.axis === axis);
  const [first] = own;
  if (!first) return undefined;
  const values = own.flatMap(({ points }) =>
    points.kind === "days" ? points.values : [...points.max, ...points.min],
  );
  const floats = own.every(({ points }) => points.kind === "runs" || !points.adds);
  return { ...scaleOver(values, floats), unit: first.unit };
};

const pointsOfDays = ({ values, provisional }: DayValues): readonly Point[] =>
  values.map((value, index) => ({
    from: index / values.length,
    to: (index + 1) / values.length,
    value,
    least: value,
    most: value,
    isOpen: provisional.includes(index),
  }));

const pointsOf = ({ points }: ChartLineView, { from, to }: DataOf<"lines">): readonly Point[] => {
  if (points.kind === "days") return pointsOfDays(points);
  const place = (at: number): number => Math.min(1, Math.max(0, (at - from) / (to - from)));
  return points.mean.map((value, index) => ({
    from: place(points.from + index * points.stepMs),
    to: place(points.from + (index + 1) * points.stepMs),
    value,
    least: points.min[index] ?? value,
    most: points.max[index] ?? value,
    isOpen: false,
  }));
};

const x = (share: number): string => String(Math.round(share * graphWidth * 10) / 10);
const y = (scale: Scale, value: number): string =>
  String(Math.round((1 - shareOf(scale, value)) * graphHeight * 10) / 10);

/** A bar leaves some of its day free; a zero is a mark on the ground and a gap a field without one. */
const barShapes = (
  points: readonly Point[],
  scale: Scale,
  line: number,
  withGaps: boolean,
): readonly GraphShape[] => {
  const free = points.length > 60 ? 0.1 : 0.16;
  const ground = Math.max(0, scale.low);
  const paths = { gap: "", zero: "", bar: "", open: "" };
  for (const { from, to, value, isOpen } of points) {
    const inset = (to - from) * free;
    const [begin, end] = [x(from + inset), x(to - inset)];
    if (value === null) paths.gap += `M${begin} 0H${end}V${graphHeight}H${begin}z`;
    else if (value === 0) paths.zero += `M${begin} ${y(scale, ground)}H${end}`;
    else
      paths[isOpen ? "open" : "bar"] +=
        `M${begin} ${y(scale, ground)}V${y(scale, value)}H${end}V${y(scale, ground)}z`;
  }
  const kinds = ["gap", "zero", "bar", "open"] as const;
  return kinds
    .filter((kind) => paths[kind] !== "" && (withGaps || kind !== "gap"))
    .map((kind) => ({ kind, line, d: paths[kind] }));
};

const lineShapes = (points: readonly Point[], scale: Scale, line: number): readonly GraphShape[] => {
  const runs = runsOf(points);
  const band = runs
    .filter((run) => run.some(({ least, most }) => least !== most))
    .map((run) => {
      const above = run.map((point) => `${x(middle(point))} ${y(scale, point.most ?? 0)}`);
      const below = run.toReversed().map((point) => `${x(middle(point))} ${y(scale, point.least ?? 0)}`);
      return `M${[...above, ...below].join("L")}z`;
    });
  const path = runs.map((run) => {
    const places = run.map((point) => `${x(middle(point))} ${y(scale, point.value ?? 0)}`);
    // A point of its own is seen by its round end.
    return places.length === 1 ? `M${places[0]}h.1` : `M${places.join("L")}`;
  });
  return [
    ...(band.length > 0 ? [{ kind: "band", line, d: band.join("") } as const] : []),
    ...(path.length > 0 ? [{ kind: "line", line, d: path.join("") } as const] : []),
  ];
};

/** What its source dates once a week leaves no gaps between. */
const isDaily = (points: readonly Point[]): boolean =>
  usualStep(points.filter(({ value }) => value !== null)) * points.length < 1.5;

/** The usual distance of neighbours. */
const usualStep = (known: readonly Point[]): number => {
  const steps = known.slice(1).map((point, index) => point.from - (known[index]?.from ?? 0));
  return steps.toSorted((left, right) => left - right)[Math.floor((steps.length - 1) / 2)] ?? 0;
};

const middle = ({ from, to }: Point): number => (from + to) / 2;

/**
 * What is joined: neighbours no farther from each other than is usual. A check that runs once a day has most places of a
 * fine grid empty, and still no gap.
 */
const runsOf = (points: readonly Point[]): readonly (readonly Point[])[] => {
  const known = points.filter(({ value }) => value !== null);
  const usual = usualStep(known);
  const runs: Point[][] = [];
  for (const point of known) {
    const last = runs.at(-1)?.at(-1);
    if (last && point.from - last.from <= usual * 1.6 + 1e-9) runs.at(-1)?.push(point);
    else runs.push([point]);
  }
  return runs;
};

const incidentShapes = ({ from, to, incidents }: DataOf<"lines">): readonly GraphShape[] =>
  (["degraded", "down"] as const).flatMap((severity): readonly GraphShape[] => {
    const d = incidents
      .filter((incident) => incident.severity === severity)
      .map((incident) => {
        const begin = Math.max(0, (incident.from - from) / (to - from));
        const end = Math.min(1, ((incident.to ?? to) - from) / (to - from));
        // Two thousandths of the width are seen on a phone.
        return `M${x(begin)} 0H${x(Math.max(end, begin + 0.004))}V${graphHeight}H${x(begin)}z`;
      })
      .join("");
    return d === "" ? [] : [{ kind: severity, line: 0, d }];
  });

const markShapes = ({ from, to, marks }: DataOf<"lines">): readonly GraphShape[] => {
  const d = marks.map(({ at }) => `M${x((at - from) / (to - from))} 0V${graphHeight}`).join("");
  return d === "" ? [] : [{ kind: "mark", line: 0, d }];
};
