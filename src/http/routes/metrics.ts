import { createRoute, z } from "@hono/zod-openapi";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../core/clock.ts";
import { acceptedEncoding } from "../compress.ts";
import { exposition, expositionType } from "../metrics/exposition.ts";
import { metricFamilies, type ProcessUsage } from "../metrics/families.ts";
import { problems } from "../problem.ts";
import { sliceMs } from "../slices.ts";
import type { HttpApp, Site } from "../site.ts";

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
    const headers = { "content-type": expositionType, vary: "accept-encoding" };
    const body = streamOf(lines, clock);
    // Compressed here, as it comes: the usual way would hold all of it in memory.
    return acceptedEncoding(context.req.header("accept-encoding"), ["gzip"]) === undefined
      ? context.body(body, 200, headers)
      : context.body(body.pipeThrough(new CompressionStream("gzip")), 200, {
          ...headers,
          "content-encoding": "gzip",
        });
  });
};

const chunkLength = 65_536;

/** Writes when the reader has room, and gives the event loop back every few milliseconds. */
const streamOf = (
  lines: Iterator<string>,
  clock: Pick<Clock, "monotonic">,
): ReadableStream<Uint8Array<ArrayBuffer>> => {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      await setImmediate();
      const until = clock.monotonic() + sliceMs;
      let text = "";
      let next = lines.next();
      while (!next.done) {
        text += next.value;
        if (text.length >= chunkLength || clock.monotonic() >= until) break;
        next = lines.next();
      }
      if (text !== "") controller.enqueue(encoder.encode(text));
      if (next.done) controller.close();
    },
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
