import { z } from "zod";
import { durationOf, id } from "./fields.ts";

const [hourMs, dayMs] = [3_600_000, 86_400_000];

/** So many widgets are computed for one look at a page, and so many lines drawn over each other. */
const [mostWidgets, mostPages, mostLines] = [30, 20, 6];

const text = (longest: number) => z.string().min(1).max(longest);

const common = {
  id: id().optional().describe("Links to the widget name it. Default: made of its type and its series"),
  title: text(200).optional().describe("Shown to people. Default: the check's title and the reading"),
  unit: text(30).optional().describe("Shown behind the numbers. Default: the reading's own unit"),
};

const days = durationOf({ min: dayMs, max: 366 * dayMs, rule: "must be between 1d and 366d" });
const time = durationOf({ min: hourMs, max: 366 * dayMs, rule: "must be between 1h and 366d" });
const range = "How far back it goes. Default 30d";
const rangeOfDays = days.optional().describe(range);
const rangeOfTime = time.optional().describe(range);

const series = z.string().describe("`<check id>.<reading>`; `{part}` behind it for one part of the whole");

const value = z
  .enum(["mean", "max", "min", "last"])
  .optional()
  .describe("What a day of a run's reading is summarised to. Default mean");

const rows = z.int().min(1).max(100);

const widgetSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("number"), ...common, series, range: rangeOfDays, value }),
  z.strictObject({ type: z.literal("line"), ...common, series, range: rangeOfTime, value }),
  z.strictObject({ type: z.literal("bars"), ...common, series, range: rangeOfDays, value }),
  z.strictObject({
    type: z.literal("calendar"),
    ...common,
    series,
    range: days.optional().describe("How far back it goes. Default 365d"),
    value,
  }),
  z.strictObject({
    type: z.literal("table"),
    ...common,
    table: z
      .string()
      .optional()
      .describe("A table that a check keeps: `<check id>.<table>`; `{part}` behind it for one part"),
    parts: z
      .string()
      .optional()
      .describe("Or the parts of a reading, the greatest first: `<check id>.<reading>`; `{octo/*}` for some"),
    range: rangeOfDays,
    rows: rows.optional().describe("The most rows. Default 10"),
  }),
  z.strictObject({
    type: z.literal("feed"),
    ...common,
    check: z.string().describe("The id of the check that reads the feed"),
    entries: rows.optional().describe("The most entries. Default 8"),
  }),
  z.strictObject({
    type: z.literal("chart"),
    ...common,
    lines: z
      .array(
        z.union([
          z.string().describe("A series"),
          z.strictObject({
            series,
            title: text(100).optional().describe("Shown to people"),
            axis: z
              .enum(["left", "right"])
              .optional()
              .describe("Where its scale stands. Default left for the unit of the first line, else right"),
          }),
        ]),
      )
      .min(1)
      .max(mostLines)
      .describe("Several series on one time axis"),
    range: rangeOfTime,
    value,
    incidents: z
      .array(z.string())
      .max(mostLines)
      .optional()
      .describe("Ids of the checks whose incidents are marked. Default: the checks of the lines"),
    entries: z
      .array(z.string())
      .max(mostLines)
      .optional()
      .describe("Ids of the feeds whose entries are marked, such as releases. Default: none"),
  }),
]);
export type WidgetInput = z.output<typeof widgetSchema>;

export const pageSchema = z.strictObject({
  id: id().describe("Its address: /numbers/<id>"),
  title: text(200).optional().describe("Shown to people. Default: the id"),
  widgets: z.array(widgetSchema).min(1).max(mostWidgets).describe("What is on it, in order"),
});

export const pagesSchema = z.array(pageSchema).max(mostPages);
