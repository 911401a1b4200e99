import { z } from "@hono/zod-openapi";

/** The shapes of what checks keep beside their runs, as schemas.ts. */
const daySchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .openapi({ description: "A day as its source cuts it" });
/** Which part of the whole, by an identity that outlives renaming; empty for the whole. */
const partSchema = { part: z.string(), title: z.string().optional() };

export const daysSchema = z
  .object({
    checkId: z.string(),
    reading: z.string(),
    /** Absent when there is no value. */
    unit: z.string().optional(),
    from: daySchema,
    /** The day after the last one. */
    to: daySchema,
    parts: z.array(
      z.object({
        ...partSchema,
        values: z
          .array(z.number().nullable())
          .openapi({ description: "One for each day; null is a gap, not zero" }),
        provisional: z
          .array(z.number().int())
          .openapi({ description: "Places in `values` that the source may still correct" }),
      }),
    ),
  })
  .openapi("Days");

export const daySeriesSchema = z
  .object({
    checkId: z.string(),
    timezone: z.string(),
    series: z.array(
      z.object({
        reading: z.string(),
        ...partSchema,
        unit: z.string(),
        first: daySchema,
        last: daySchema.openapi({ description: "The last day with a value" }),
      }),
    ),
  })
  .openapi("DaySeries");

export const tableListSchema = z
  .object({ checkId: z.string(), tables: z.array(z.object({ name: z.string(), ...partSchema })) })
  .openapi("Tables");

export const tableSchema = z
  .object({
    checkId: z.string(),
    name: z.string(),
    ...partSchema,
    snapshots: z.array(
      z.object({
        at: z.number().int().openapi({ description: "When it was fetched, epoch milliseconds" }),
        columns: z.array(z.string()),
        rows: z.array(z.array(z.union([z.string(), z.number()]))),
      }),
    ),
  })
  .openapi("Table");

export type DaysView = z.infer<typeof daysSchema>;
export type TableView = z.infer<typeof tableSchema>;
export type DaySeriesView = z.infer<typeof daySeriesSchema>;
