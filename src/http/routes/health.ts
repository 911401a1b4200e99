import { createRoute, z } from "@hono/zod-openapi";
import type { HttpApp, Site } from "../site.ts";
import { json } from "./shapes.ts";

const liveSchema = z.object({ status: z.literal("ok") });
const readySchema = z.object({
  ready: z.boolean(),
  /** What stands in the way, or what is wrong though the work goes on. */
  reasons: z.array(z.string()),
});

const live = createRoute({
  method: "get",
  path: "/healthz",
  summary: "The process lives",
  security: [],
  responses: { 200: json("It does", liveSchema) },
});

const ready = createRoute({
  method: "get",
  path: "/readyz",
  summary: "The configuration runs and the store answers",
  security: [],
  responses: { 200: json("Ready", readySchema), 503: json("Not ready", readySchema) },
});

export const addHealth = (app: HttpApp, site: Site): void => {
  const { lookout } = site;

  app.openapi(live, (context) => context.json({ status: "ok" as const }, 200));

  /** Open to strangers, hence no texts from inside: the page and the log say more. */
  app.openapi(ready, async (context) => {
    const answers = await lookout.store.accounts.countUsers().then(
      () => true,
      () => false,
    );
    const refuses = lookout.ready() && lookout.vitals().storeTrouble !== undefined;
    const isReady = lookout.ready() && answers && !refuses;
    const reasons = [
      ...(lookout.ready() ? [] : ["starting"]),
      ...(answers ? [] : ["the store does not answer"]),
      ...(refuses ? ["the store refuses writes"] : []),
    ];
    return context.json({ ready: isReady, reasons }, isReady ? 200 : 503);
  });
};
