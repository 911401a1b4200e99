import type { Sink } from "../core/sink.ts";
import { csvSink } from "./csv.ts";
import { googleSheetsSink } from "./google-sheets.ts";

/** Every sink, in the order the docs list them. */
export const sinks = [googleSheetsSink, csvSink] as const satisfies readonly Sink[];
