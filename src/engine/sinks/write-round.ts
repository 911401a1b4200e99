import type { OpenSink, SinkResult } from "../../core/sink.ts";
import { dayPieces } from "./day-feed.ts";
import { runPieces, type RunFeedInput } from "./run-feed.ts";

export interface RoundInput extends Omit<RunFeedInput, "maxPoints"> {
  readonly sink: OpenSink;
  /** No further batch begins. */
  readonly isStopping: () => boolean;
  /** Called for each batch that was taken. */
  readonly onTaken: (points: number) => void;
}

/** Everything that is there was taken, or why the round ended before. */
export type RoundResult =
  | { readonly kind: "complete"; readonly misplaced?: string }
  | {
      readonly kind: "ended";
      readonly result: Exclude<SinkResult, { readonly kind: "taken" | "misplaced" }>;
    };

/** Writes all that is not written yet, batch by batch; the cursor moves with each batch that is taken. */
export const writeRound = async (input: RoundInput, signal: AbortSignal): Promise<RoundResult> => {
  const { sink, source, config, progress } = input;
  const { maxPoints } = sink;
  let misplaced: string | undefined;
  for (const pieces of [
    dayPieces({ ledger: source.store.ledger, config, progress, maxPoints }),
    runPieces({ ...input, maxPoints }),
  ])
    for await (const { points, taken } of pieces) {
      if (input.isStopping()) return { kind: "ended", result: { kind: "failed", detail: "Hinomi stops" } };
      const result: SinkResult = points.length === 0 ? { kind: "taken" } : await sink.write(points, signal);
      if (result.kind !== "taken" && result.kind !== "misplaced") return { kind: "ended", result };
      if (result.kind === "misplaced") misplaced = result.detail;
      await taken();
      if (points.length > 0) input.onTaken(points.length);
    }
  return { kind: "complete", ...(misplaced !== undefined && { misplaced }) };
};
