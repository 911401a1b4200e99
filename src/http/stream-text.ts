import type { Context } from "hono";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../core/clock.ts";
import { acceptedEncoding } from "./compress.ts";
import { sliceMs } from "./slices.ts";
import type { SiteEnv } from "./site.ts";

const chunkLength = 65_536;

type Lines = Iterator<string> | AsyncIterator<string>;

/**
 * Answers with a text that is made while it is read, whatever its length. Compressed here, as it comes: the usual way
 * would hold all of it in memory.
 */
export const streamText = (
  context: Context<SiteEnv>,
  lines: Lines,
  clock: Pick<Clock, "monotonic">,
  headers: Readonly<Record<string, string>>,
): Response => {
  const body = streamOf(lines, clock);
  const plain = { ...headers, vary: "accept-encoding" };
  return acceptedEncoding(context.req.header("accept-encoding"), ["gzip"]) === undefined
    ? context.body(body, 200, plain)
    : context.body(body.pipeThrough(new CompressionStream("gzip")), 200, {
        ...plain,
        "content-encoding": "gzip",
      });
};

/** Writes when the reader has room, and gives the event loop back every few milliseconds. */
const streamOf = (lines: Lines, clock: Pick<Clock, "monotonic">): ReadableStream<Uint8Array<ArrayBuffer>> => {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      await setImmediate();
      const until = clock.monotonic() + sliceMs;
      let text = "";
      let next = await lines.next();
      while (!next.done) {
        text += next.value;
        if (text.length >= chunkLength || clock.monotonic() >= until) break;
        next = await lines.next();
      }
      if (text !== "") controller.enqueue(encoder.encode(text));
      if (next.done) controller.close();
    },
    async cancel() {
      await lines.return?.();
    },
  });
};
