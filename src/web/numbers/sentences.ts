import type { DataOf, DayValues, WidgetView } from "../../http/page-schemas.ts";
import { fill } from "../text/fill.ts";
import type { Words } from "../words/en.ts";
import type { Figures } from "./figures.ts";

const dayMs = 86_400_000;

/** What a graph of days shows, as one sentence. */
export const daysSentence = (
  { title, unit, unitLabel }: Pick<WidgetView, "title" | "unit" | "unitLabel">,
  data: DayValues,
  { numbers }: Words,
  figures: Figures,
): string => {
  const known = data.values.filter((value) => value !== null);
  const last = data.values.findLastIndex((value) => value !== null);
  const begin = Date.parse(`${data.from}T00:00:00Z`);
  const value = (number: number) => figures.value(number, unit, unitLabel);
  const [low, high] = extent(known);
  const sentences = [
    fill(numbers.days, {
      title,
      from: figures.day(begin),
      to: figures.day(begin + (data.values.length - 1) * dayMs),
      low: value(low),
      high: value(high),
      latest: value(data.values[last] ?? 0),
      latestDay: figures.day(begin + last * dayMs),
    }),
  ];
  if (data.adds)
    sentences.push(fill(numbers.together, { sum: value(known.reduce((sum, one) => sum + one, 0)) }));
  const gaps = data.values.length - known.length;
  if (gaps > 0) sentences.push(fill(numbers.gaps, { n: gaps }));
  return sentences.join(" ");
};

/** What several lines show. */
export const linesSentence = (
  { title }: Pick<WidgetView, "title">,
  data: DataOf<"lines">,
  { numbers }: Words,
  figures: Figures,
): string => {
  const lines = data.lines.map((line) => {
    const values = line.points.kind === "days" ? line.points.values : line.points.mean;
    const known = values.filter((value) => value !== null);
    const [low, high] = extent(known);
    const value = (number: number) => figures.value(number, line.unit);
    return fill(numbers.line, {
      title: line.title,
      low: value(low),
      high: value(high),
      latest: value(known.at(-1) ?? 0),
    });
  });
  const happened = data.incidents.length > 0 ? [fill(numbers.incidents, { n: data.incidents.length })] : [];
  const marked = data.marks.length > 0 ? [fill(numbers.marks, { n: data.marks.length })] : [];
  return [`${title}:`, ...lines, ...happened, ...marked].join(" ");
};

const extent = (known: readonly number[]): readonly [number, number] => [
  known.reduce((found, one) => Math.min(found, one), known[0] ?? 0),
  known.reduce((found, one) => Math.max(found, one), known[0] ?? 0),
];
