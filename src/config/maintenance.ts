import type { MaintenanceWindow } from "../core/config.ts";
import { reportDuplicates, type CheckNames } from "./check-names.ts";
import { parseDateTime } from "./date-time.ts";
import { windowSchema, longestWindowMs, type WindowInput } from "./file-schema.ts";
import { find, itemsOf, type LocatedMap } from "./located.ts";
import type { Surroundings } from "./surroundings.ts";
import { validateLocated } from "./validate-located.ts";

/** Every maintenance window that can still apply. Errors are reported. */
export const buildMaintenance = (from: Surroundings, names: CheckNames): readonly MaintenanceWindow[] => {
  const maps = itemsOf(find(from.root, ["maintenance"])).filter((item) => item.kind === "map");
  reportDuplicates(maps, from.report);
  return maps.map((map) => buildWindow(map, { ...from, names })).filter((window) => window !== undefined);
};

interface WindowSurroundings extends Surroundings {
  readonly names: CheckNames;
}

const buildWindow = (map: LocatedMap, from: WindowSurroundings): MaintenanceWindow | undefined => {
  const input = validateLocated(windowSchema, map, from.report)?.output;
  const when = input && whenOf(input, map, from);
  if (!when) return undefined;
  const checks = [...new Set((input.checks ?? []).flatMap((name) => from.names.named(name)))];
  if (input.checks && checks.length === 0) {
    from.report.warning(map.at, `the window "${input.id}" covers no check`);
    return undefined;
  }
  return { id: input.id, title: input.title ?? input.id, checks, when };
};

const whenOf = (
  input: WindowInput,
  map: LocatedMap,
  { report, clock, timezone }: WindowSurroundings,
): MaintenanceWindow["when"] | undefined => {
  if ("cron" in input)
    return {
      kind: "cron",
      cron: input.cron,
      timezone: input.timezone ?? timezone,
      durationMs: input.duration,
    };
  const from = parseDateTime(input.from, timezone);
  const until = parseDateTime(input.until, timezone);
  const place = (find(map, ["until"]) ?? map).at;
  if (from === undefined || until === undefined) return undefined;
  if (until <= from) report.error(place, "must be later than `from`");
  else if (until - from > longestWindowMs) report.error(place, "must be at most 31d after `from`");
  else if (until < clock.now()) report.warning(place, "lies in the past: this window can go");
  return { kind: "once", from, until };
};
