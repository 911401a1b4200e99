import { createRoute, z } from "@hono/zod-openapi";
import { notFound, problems } from "../problem.ts";
import { channelSchema } from "../schemas.ts";
import type { HttpApp, Site } from "../site.ts";
import { channelViews } from "../views/channel.ts";
import { idParam, json } from "./shapes.ts";

const listChannels = createRoute({
  method: "get",
  path: "/api/v1/channels",
  summary: "How each channel does",
  responses: { 200: json("The channels", z.object({ items: z.array(channelSchema) })), ...problems() },
});

const testChannel = createRoute({
  method: "post",
  path: "/api/v1/channels/{id}/test",
  summary: "Owe a channel a test message; it goes through the same outbox as an alert",
  request: { params: idParam },
  responses: {
    202: json("The notification to look for", z.object({ notificationId: z.string() })),
    ...problems(404),
  },
});

export const addChannels = (app: HttpApp, site: Site): void => {
  app.openapi(listChannels, (context) => context.json({ items: channelViews(site.lookout) }, 200));

  app.openapi(testChannel, async (context) => {
    const notificationId = await site.lookout.testChannel(context.req.valid("param").id);
    if (notificationId === undefined) throw notFound("channel");
    return context.json({ notificationId }, 202);
  });
};
