import { z } from "@hono/zod-openapi";

/** The shapes of pages of numbers, as schemas.ts. */
const time = z.number().int().openapi({ description: "Epoch milliseconds" });
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const nullable = z.number().nullable();
const values = z.array(nullable).openapi({ description: "One for each day; null is a gap, not zero" });
const provisional = z
  .array(z.number().int())
  .openapi({ description: "Places in `values` that the source may still correct" });

const daysSchema = z.object({
  from: day,
  values,
  provisional,
});

const nothingSchema = z.object({ kind: z.literal("nothing") });

const numberSchema = z.object({
  kind: z.literal("number"),
  value: z.number(),
  /** The day it belongs to; absent for a number that a run found. */
  day: day.optional(),
  provisional: z.boolean(),
  /** Of the day before `day`, or of yesterday; null is a gap. */
  before: nullable,
  /**
   * Of what adds up: the last seven whole days together and the seven before. Of anything else: the value, or while its
   * day is not over that of the day before, and the one of a week earlier.
   */
  week: z.object({ adds: z.boolean(), value: nullable, before: nullable }),
  spark: daysSchema,
});

const dayValuesSchema = daysSchema.extend({
  kind: z.literal("days"),
  /** Whether days may be added up: never so for unique visitors. */
  adds: z.boolean(),
});

const axisSchema = z.enum(["left", "right"]);

const lineSchema = z.object({
  title: z.string(),
  unit: z.string(),
  axis: axisSchema,
  points: z.union([
    dayValuesSchema,
    z.object({
      kind: z.literal("runs"),
      from: time,
      stepMs: z.number(),
      min: z.array(nullable),
      max: z.array(nullable),
      mean: z.array(nullable),
    }),
  ]),
});

const linesSchema = z.object({
  kind: z.literal("lines"),
  from: time,
  to: time,
  lines: z.array(lineSchema),
  incidents: z.array(
    z.object({ from: time, to: time.optional(), severity: z.enum(["degraded", "down"]), title: z.string() }),
  ),
  marks: z.array(z.object({ at: time, title: z.string() })),
});

const tableSchema = z.object({
  kind: z.literal("table"),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number()]))),
  /** How many rows there are besides. */
  more: z.number().int(),
});

const partsSchema = z.object({
  kind: z.literal("parts"),
  /** Over how many days. */
  days: z.number().int(),
  /** Whether a row's value is the sum of its days; otherwise it is the latest. */
  adds: z.boolean(),
  rows: z.array(z.object({ title: z.string(), value: z.number() })),
  more: z.number().int(),
});

const entriesSchema = z.object({
  kind: z.literal("entries"),
  entries: z.array(
    z.object({ title: z.string(), url: z.string().optional(), at: time, summary: z.string().optional() }),
  ),
});

export const widgetSchema = z
  .object({
    id: z.string().openapi({ description: "Stable within its page" }),
    type: z.enum(["number", "line", "bars", "calendar", "table", "feed", "chart"]),
    title: z.string(),
    checkIds: z.array(z.string()).openapi({ description: "The checks that the data comes from" }),
    unit: z.string().openapi({ description: "`ms`, `count` …" }),
    unitLabel: z.string().optional().openapi({ description: "What the page's author calls the unit" }),
    asOf: time.optional().openapi({ description: "When its source was last read well" }),
    stale: z.boolean().openapi({ description: "What is shown may no longer be so" }),
    data: z.union([
      nothingSchema,
      numberSchema,
      dayValuesSchema,
      linesSchema,
      tableSchema,
      partsSchema,
      entriesSchema,
    ]),
  })
  .openapi("Widget");

export const numbersSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    made: z
      .boolean()
      .openapi({ description: "The configuration has no pages: this one is made of what there is" }),
    timezone: z.string().openapi({ description: "Where days are cut" }),
    widgets: z.array(widgetSchema),
    pages: z.array(z.object({ id: z.string(), title: z.string() })).openapi({
      description: "All pages, this one included",
    }),
  })
  .openapi("NumbersPage");

export const pageListSchema = z.array(
  z
    .object({
      id: z.string(),
      title: z.string(),
      widgets: z.array(widgetSchema.pick({ id: true, type: true, title: true })),
    })
    .openapi("NumbersPageEntry"),
);

export const linkSchema = z
  .object({
    id: z.string(),
    pageId: z.string(),
    widgetId: z.string(),
    title: z.string().openapi({ description: "The widget's title when the link was made" }),
    origins: z
      .array(z.string())
      .openapi({ description: "Whose pages may frame it, such as `https://me.example`; `*` for anyone's" }),
    createdAt: time,
    url: z.string().openapi({
      description:
        "Where the widget is shown to whoever knows this; a path where no `server.public_url` is set",
    }),
    svgUrl: z.string().openapi({ description: "The same as an image" }),
  })
  .openapi("WidgetLink");

export type WidgetView = z.infer<typeof widgetSchema>;
export type WidgetData = WidgetView["data"];
export type NumbersView = z.infer<typeof numbersSchema>;
export type PageEntry = z.infer<typeof pageListSchema>[number];
export type LinkView = z.infer<typeof linkSchema>;
export type DataOf<Kind extends WidgetData["kind"]> = Extract<WidgetData, { readonly kind: Kind }>;
export type ChartLineView = DataOf<"lines">["lines"][number];
export type DayValues = DataOf<"days">;
