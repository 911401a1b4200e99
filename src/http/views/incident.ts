import type { Incident } from "../../core/incident.ts";
import type { IncidentDetail, IncidentView } from "../schemas.ts";
import { pageOrRefuse } from "../problem.ts";
import type { Site } from "../site.ts";
import { notificationView } from "./notification.ts";
import { judgementViews, readingViews } from "./run.ts";

const incidentView = (site: Site, incident: Incident): IncidentView => ({
  id: incident.id,
  checkId: incident.checkId,
  checkTitle: site.lookout.check(incident.checkId)?.check.title ?? incident.checkId,
  severity: incident.severity,
  worst: incident.worst,
  openedAt: incident.openedAt,
  confirmedAt: incident.confirmedAt,
  closedAt: incident.closedAt,
  closedBecause: incident.closedBecause,
  reason: { code: incident.reason.code, detail: incident.reason.detail },
  judgements: judgementViews(incident.judgements),
  readings: readingViews(incident.readings),
  acknowledgedAt: incident.acknowledgedAt,
  acknowledgedBy: incident.acknowledgedBy,
  flapping: incident.flapping,
});

/** Newest first. */
export const incidentPage = async (
  site: Site,
  query: {
    readonly checkId?: string;
    readonly open?: boolean;
    readonly limit: number;
    readonly before?: string;
  },
): Promise<{ items: IncidentView[]; next?: string }> => {
  const { items, next } = await pageOrRefuse(site.lookout.store.incidents.list(query));
  return { items: items.map((incident) => incidentView(site, incident)), next };
};

/** An incident with its timeline and its deliveries; absent when there is none of that id. */
export const incidentDetail = async (site: Site, id: string): Promise<IncidentDetail | undefined> => {
  const { incidents, outbox } = site.lookout.store;
  const incident = await incidents.get(id);
  if (!incident) return undefined;
  const [events, notifications] = await Promise.all([
    incidents.events(id),
    outbox.list({ incidentId: id, limit: 200 }),
  ]);
  return {
    ...incidentView(site, incident),
    events: events.map(({ at, kind, detail }) => ({ at, kind, detail })),
    notifications: notifications.items.map(notificationView),
  };
};
