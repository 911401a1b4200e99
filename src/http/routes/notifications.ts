import { createRoute, z } from "@hono/zod-openapi";
import { HttpProblem, notFound, problems } from "../problem.ts";
import { notificationSchema } from "../schemas.ts";
import type { HttpApp, Site } from "../site.ts";
import { notificationPage } from "../views/notification.ts";
import { idParam, json, pageOf, pageQuery } from "./shapes.ts";

const listNotifications = createRoute({
  method: "get",
  path: "/api/v1/notifications",
  summary: "Messages owed and delivered, newest first, with their attempts",
  request: {
    query: pageQuery.extend({
      incident: z.string().max(200).optional(),
      channel: z.string().max(64).optional(),
      state: notificationSchema.shape.state.optional(),
    }),
  },
  responses: { 200: json("A page of notifications", pageOf(notificationSchema)), ...problems() },
});

const resendNotification = createRoute({
  method: "post",
  path: "/api/v1/notifications/{id}/resend",
  summary: "Owe a dead notification again",
  request: { params: idParam },
  responses: {
    202: json("Owed again", z.object({ notificationId: z.string() })),
    ...problems(404, 409),
  },
});

export const addNotifications = (app: HttpApp, site: Site): void => {
  const { lookout } = site;

  app.openapi(listNotifications, async (context) => {
    const { incident, ...query } = context.req.valid("query");
    const page = await notificationPage(lookout.store.outbox, { ...query, incidentId: incident });
    return context.json(page, 200);
  });

  app.openapi(resendNotification, async (context) => {
    const { id } = context.req.valid("param");
    if (!(await lookout.store.outbox.get(id))) throw notFound("notification");
    if (!(await lookout.resend(id))) throw new HttpProblem(409, "only a dead notification can be owed again");
    return context.json({ notificationId: id }, 202);
  });
};
