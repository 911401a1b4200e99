import { z } from "@hono/zod-openapi";

/** A feed as a JSON Feed 1.1 (jsonfeed.org/version/1.1); what begins with an underscore is ours. */
export const feedSchema = z
  .object({
    version: z.literal("https://jsonfeed.org/version/1.1"),
    title: z.string(),
    feed_url: z.string().optional(),
    items: z.array(
      z.object({
        id: z.string(),
        title: z.string().openapi({ description: "Plain text" }),
        url: z.string().optional().openapi({ description: "Absolute, http or https" }),
        content_text: z.string().openapi({ description: "The beginning of the summary, else the title" }),
        date_published: z.string().optional().openapi({ description: "RFC 3339" }),
        _seen_at: z.number().openapi({ description: "When it was first seen, epoch ms" }),
      }),
    ),
  })
  .openapi("Feed");

export type FeedView = z.infer<typeof feedSchema>;
