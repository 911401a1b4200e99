import type { SinkConfig } from "../../src/core/config.ts";
import { parseSeriesSelector } from "../../src/core/series-selector.ts";
import type { OpenSink, SinkPoint, SinkResult } from "../../src/core/sink.ts";

/** A sink that keeps what it is given, and answers what a test says. */
export interface ShelfSink {
  readonly config: SinkConfig;
  /** What a reader finds: `commits.commits{17} 2026-11-22` to its value; `~` behind the value while provisional. */
  readonly kept: ReadonlyMap<string, string>;
  /** Each call's points, as they came. */
  readonly calls: readonly (readonly SinkPoint[])[];
  /** What the next calls answer; then `taken`. Whatever the answer, the points are kept. */
  readonly answers: SinkResult[];
  readonly opened: () => number;
}

export const pointKey = ({ series, when }: SinkPoint): string => {
  const { checkId, reading, part } = series;
  const time = when.kind === "day" ? when.day : new Date(when.at).toISOString();
  return `${checkId}.${reading}${part === "" ? "" : `{${part}}`} ${time}`;
};

export const createShelfSink = (
  change: Partial<SinkConfig> & { readonly select?: readonly string[] } = {},
  maxPoints = 100,
): ShelfSink => {
  const kept = new Map<string, string>();
  const calls: (readonly SinkPoint[])[] = [];
  const answers: SinkResult[] = [];
  let opened = 0;
  const open = (): OpenSink => {
    opened += 1;
    return {
      maxPoints,
      write: async (points) => {
        calls.push(points);
        for (const point of points)
          kept.set(pointKey(point), `${point.value}${point.provisional ? "~" : ""}`);
        return answers.shift() ?? { kind: "taken" };
      },
    };
  };
  const { select = ["*.*"], ...rest } = change;
  return {
    config: {
      id: "shelf",
      type: "shelf",
      title: "Shelf",
      series: select.map(parseSeriesSelector).filter((selector) => selector !== undefined),
      per: "day",
      value: "last",
      backfillMs: 30 * 86_400_000,
      everyMs: 300_000,
      fingerprint: "1",
      progressKey: "1",
      open,
      ...rest,
    },
    kept,
    calls,
    answers,
    opened: () => opened,
  };
};
