import type { Sink } from "../core/sink.ts";
import { csvSink } from "./csv.ts";

/** Every sink, in the order the docs list them. */
export const sinks = [csvSink] as const satisfies readonly Sink[];
