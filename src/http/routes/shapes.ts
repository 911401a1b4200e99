import { z } from "@hono/zod-openapi";

/** `/{id}`. */
export const idParam = z.object({ id: z.string().min(1).max(200) });

/** `?limit&before` of every list. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.string().max(200).optional().openapi({ description: "`next` of the page before" }),
});

/** `?name=true|false`. */
export const flag = () => z.enum(["true", "false"]).transform((text) => text === "true");

/** A page of a list; `next` is absent on the last. */
export const pageOf = <T extends z.ZodType>(items: T) =>
  z.object({ items: z.array(items), next: z.string().optional() });

/** A documented JSON answer. */
export const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { "application/json": { schema } },
});

/** A documented JSON body. */
export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { "application/json": { schema } },
});
