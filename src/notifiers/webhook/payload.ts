import type { IncidentFacts } from "../../core/notification.ts";
import type { Delivery } from "../../core/notifier.ts";

const iso = (at: number): string => new Date(at).toISOString();

const incidentData = ({ incident, title, target, group, slowPhase, link }: IncidentFacts) => ({
  id: incident.id,
  check: { id: incident.checkId, title, target, ...(group !== undefined && { group }) },
  severity: incident.severity,
  worst: incident.worst,
  openedAt: iso(incident.openedAt),
  confirmedAt: iso(incident.confirmedAt),
  ...(incident.closedAt !== undefined && { closedAt: iso(incident.closedAt) }),
  ...(incident.closedBecause !== undefined && { closedBecause: incident.closedBecause }),
  ...(incident.acknowledgedAt !== undefined && { acknowledgedAt: iso(incident.acknowledgedAt) }),
  ...(incident.acknowledgedBy !== undefined && { acknowledgedBy: incident.acknowledgedBy }),
  flapping: incident.flapping,
  reason: incident.reason,
  judgements: incident.judgements,
  readings: incident.readings,
  ...(slowPhase && { slowPhase }),
  ...(link !== undefined && { link }),
});

/**
 * The body that a webhook receives; docs/notifiers/webhook.md describes each field. `type` is `incident.firing`,
 * `incident.resolved` … or `test`; times are ISO 8601 in UTC; `message` is what a chat would show.
 */
export const webhookPayload = ({ notification, card, note }: Delivery): object => ({
  type: notification.kind === "test" ? "test" : `incident.${notification.kind}`,
  timestamp: iso(notification.createdAt),
  data: {
    id: notification.id,
    channel: notification.channel,
    sequence: notification.sequence,
    state: card.state,
    severity: card.severity,
    incidents: notification.facts.map(incidentData),
    message: { headline: card.headline, summary: card.summary, note },
  },
});
