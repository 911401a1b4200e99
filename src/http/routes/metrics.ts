import { createRoute, z } from "@hono/zod-openapi";
import { exposition, expositionType } from "../metrics/exposition.ts";
import { metricFamilies, type ProcessUsage } from "../metrics/families.ts";
import { problems } from "../problem.ts";
import type { HttpApp, Site } from "../site.ts";

const route = createRoute({
  method: "get",
  path: "/metrics",
  summary: "Numbers for Prometheus, in its text format",
  responses: {
    200: { description: "The metrics", content: { "text/plain": { schema: z.string() } } },
    ...problems(),
  },
});

export const addMetrics = (app: HttpApp, site: Site): void => {
  app.openapi(route, (context) => {
    const text = exposition(metricFamilies(site.lookout, site.clock.now(), processUsage()));
    return context.text(text, 200, { "content-type": expositionType });
  });
};

const processUsage = (): ProcessUsage => {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return { cpuSeconds: (user + system) / 1e6, residentBytes: rss, heapBytes: heapUsed };
};
