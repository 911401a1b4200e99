import { readFileSync } from "node:fs";
import type { Table } from "../report/report.ts";

/** The part of V8's profile format that is read here. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** What V8's profiler answered, hence the cast. */
const readProfile = (file: string): Profile => JSON.parse(readFileSync(file, "utf8")) as Profile;

const mostRows = 30;

/**
 * Where the CPU time of the main thread went: self time by module, as a share of all time that was not idle, and
 * scaled to the microseconds that a run costs.
 */
export const profileTable = (file: string, cpuUsPerRun: number): Table => {
  const profile = readProfile(file);
  const modules = new Map(profile.nodes.map(({ id, callFrame }) => [id, moduleOf(callFrame)]));
  const times = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of profile.samples.entries()) {
    const module = modules.get(id) ?? "unknown";
    const time = profile.timeDeltas[index] ?? 0;
    if (module === "(idle)") continue;
    busy += time;
    times.set(module, (times.get(module) ?? 0) + time);
  }
  const rows = [...times].toSorted(([, left], [, right]) => right - left);
  return {
    title: "What each microsecond is spent on (self time by module, main thread)",
    columns: ["module", "%", "us per run"],
    rows: rows
      .slice(0, mostRows)
      .map(([module, time]) => [module, (time / busy) * 100, (time / busy) * cpuUsPerRun]),
  };
};

const moduleOf = ({ url, functionName }: Profile["nodes"][number]["callFrame"]): string => {
  const [, own] = /\/(src\/.*)$/.exec(url) ?? [];
  if (own !== undefined) return own;
  const [, dependency] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (dependency !== undefined) return dependency;
  if (url.startsWith("node:")) return url;
  return functionName.startsWith("(") ? functionName : `native: ${functionName || "anonymous"}`;
};
