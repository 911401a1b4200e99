import type { Reading } from "../../core/outcome.ts";
import { nextDay } from "../../core/time-zone.ts";
import type { CheckDetail } from "../schemas.ts";
import type { Site } from "../site.ts";
import { checkSummary } from "./check-summary.ts";
import { dayMs } from "./history.ts";
import { incidentPage } from "./incident.ts";
import { runView } from "./run.ts";

const stripDays = 90;
/** A single failed run may lack most readings: several are asked for the names. */
const runsForNames = 20;

/** Everything on a check's page; absent when there is no such check. */
export const checkDetail = async (site: Site, checkId: string): Promise<CheckDetail | undefined> => {
  const { lookout, clock, history } = site;
  const live = lookout.check(checkId);
  if (!live) return undefined;
  const now = clock.now();
  const { runs } = lookout.store;
  const to = nextDay(now, lookout.config().timezone);
  const [historyOf, latency, strip, recent, incidents] = await Promise.all([
    history.of([checkId]),
    runs.distribution({ checkId, reading: "latency", from: now - dayMs, to: now + 1 }),
    runs.strip({ checkId, from: to - stripDays * dayMs, to, buckets: stripDays }),
    runs.list({ checkId, limit: runsForNames }),
    incidentPage(site, { checkId, limit: 20 }),
  ]);
  return {
    ...checkSummary(live, historyOf(checkId), now),
    nextRunAt: live.nextRunAt,
    lastRun: live.lastRun && runView(live.lastRun),
    latency: latency && { ...latency },
    strip: strip.map((counts) => ({ ...counts })),
    readings: namesOf(recent.items.flatMap((run) => run.outcome.readings)),
    notify: [...live.check.notify],
    incidents: incidents.items,
  };
};

const namesOf = (readings: readonly Reading[]): CheckDetail["readings"] => {
  const units = new Map(readings.map(({ name, unit }) => [name, unit]));
  return [...units].map(([name, unit]) => ({ name, unit }));
};
