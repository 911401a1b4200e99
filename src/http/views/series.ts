import type { Incident } from "../../core/incident.ts";
import type { IncidentStore, Range } from "../../core/store.ts";
import type { SeriesView } from "../schemas.ts";
import type { Site } from "../site.ts";

export interface SeriesQuery extends Range {
  readonly points: number;
  /** Names; the distribution is of the first. */
  readonly readings: readonly string[];
}

/** Some readings of a check on one grid, with the incidents to mark. Absent when there is no such check. */
export const series = async (
  site: Site,
  checkId: string,
  query: SeriesQuery,
): Promise<SeriesView | undefined> => {
  const { lookout } = site;
  if (!lookout.check(checkId)) return undefined;
  const { from, to, points, readings } = query;
  const { runs, incidents } = lookout.store;
  const [lines, distribution, overlapping] = await Promise.all([
    Promise.all(readings.map((reading) => runs.series({ checkId, reading, from, to, points }))),
    runs.distribution({ checkId, reading: readings[0] ?? "latency", from, to }),
    incidentsIn(incidents, checkId, query),
  ]);
  return {
    checkId,
    from: lines[0]?.from ?? from,
    stepMs: lines[0]?.stepMs ?? to - from,
    lines: lines.map(({ reading, unit, min, max, mean }) => ({
      reading,
      unit,
      min: [...min],
      max: [...max],
      mean: [...mean],
    })),
    distribution: distribution && { ...distribution },
    incidents: overlapping.map(({ id, openedAt, closedAt, worst }) => ({
      id,
      from: openedAt,
      to: closedAt,
      severity: worst,
    })),
  };
};

const pageSize = 100;
const maxPages = 20;

/** A check's incidents never overlap, so the first one that opened before the range ends the search. */
export const incidentsIn = async (
  store: IncidentStore,
  checkId: string,
  range: Range,
): Promise<Incident[]> => {
  const found: Incident[] = [];
  let before: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { items, next } = await store.list({ checkId, limit: pageSize, before });
    found.push(...items);
    before = next;
    if (next === undefined || items.some((incident) => incident.openedAt < range.from)) break;
  }
  return found.filter(({ openedAt, closedAt }) => openedAt < range.to && (closedAt ?? range.to) > range.from);
};
