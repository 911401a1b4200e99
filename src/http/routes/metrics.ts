import { createRoute, z } from "@hono/zod-openapi";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { exposition, expositionType } from "../metrics/exposition.ts";
import { metricFamilies, type ProcessUsage } from "../metrics/families.ts";
import { problems } from "../problem.ts";
import type { HttpApp, Site } from "../site.ts";
import { streamText } from "../stream-text.ts";

const loopResolutionMs = 10;

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
  const { lookout, clock } = site;
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
  loop.enable();
  // Not `openapi`, whose types want a text in one piece.
  app.openAPIRegistry.registerPath(route);
  app.get(route.path, (context) => {
    const lines = exposition(metricFamilies(lookout, clock.now(), processUsage(loop)));
    return streamText(context, lines, clock, { "content-type": expositionType });
  });
};

const processUsage = (loop: ReturnType<typeof monitorEventLoopDelay>): ProcessUsage => {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const eventLoopDelayP99Seconds = Math.max(0, loop.percentile(99) / 1e6 - loopResolutionMs) / 1000;
  loop.reset();
  return {
    cpuSeconds: (user + system) / 1e6,
    residentBytes: rss,
    heapBytes: heapUsed,
    eventLoopDelayP99Seconds,
  };
};
