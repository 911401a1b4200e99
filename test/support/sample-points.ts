import type { SinkMemory, SinkPoint, SinkSeries } from "../../src/core/sink.ts";

/** Series by short names: `commits`, `commits 17`, `views`. */
export const sampleSeries = (name: string): SinkSeries => {
  const [reading = "", part = ""] = name.split(" ");
  return {
    checkId: "work",
    reading,
    part,
    ...(part !== "" && { partTitle: `octo/repo-${part}` }),
    unit: "count",
  };
};

/** The point of a day, `2026-11-22`, or of an instant, `2026-11-22T09:00:00Z`. */
export const samplePoint = (name: string, time: string, value: number): SinkPoint => ({
  series: sampleSeries(name),
  when: time.includes("T") ? { kind: "instant", at: Date.parse(time) } : { kind: "day", day: time },
  value,
  provisional: false,
});

/** What a sink remembers, in memory. */
export const createSampleMemory = (): SinkMemory & { readonly kept: ReadonlyMap<string, string> } => {
  const kept = new Map<string, string>();
  return {
    kept,
    recall: (key) => Promise.resolve(kept.get(key)),
    remember: (key, text) => {
      kept.set(key, text);
      return Promise.resolve();
    },
  };
};
