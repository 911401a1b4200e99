import type { Incident, IncidentEvent } from "../../core/incident.ts";
import type { IncidentStore } from "../../core/store.ts";
import { decodeCursor, pageOf } from "../cursor.ts";

export interface MemoryIncidents extends IncidentStore {
  save(incident: Incident): void;
  record(event: IncidentEvent): void;
  /** Forgets these incidents with their timelines; answers their ids. */
  forget(isOver: (incident: Incident) => boolean): ReadonlySet<string>;
}

const isSame = (left: IncidentEvent, right: IncidentEvent): boolean =>
  left.incidentId === right.incidentId &&
  left.at === right.at &&
  left.kind === right.kind &&
  (left.detail ?? "") === (right.detail ?? "");

const newestFirst = (left: Incident, right: Incident): number =>
  right.openedAt - left.openedAt || (left.id < right.id ? 1 : -1);

export const createMemoryIncidents = (): MemoryIncidents => {
  let incidents: readonly Incident[] = [];
  let events: readonly IncidentEvent[] = [];

  return {
    save: (incident) => {
      incidents = [...incidents.filter(({ id }) => id !== incident.id), incident].sort(newestFirst);
    },
    record: (event) => {
      if (!events.some((known) => isSame(known, event))) events = [...events, event];
    },
    forget: (isOver) => {
      const gone = new Set(incidents.filter(isOver).map(({ id }) => id));
      incidents = incidents.filter(({ id }) => !gone.has(id));
      events = events.filter(({ incidentId }) => !gone.has(incidentId));
      return gone;
    },

    get: async (id) => incidents.find((incident) => incident.id === id),
    list: async ({ checkId, open, limit, before }) => {
      const shape: readonly [number, string] = [0, ""];
      const from = before === undefined ? undefined : decodeCursor(before, shape);
      const found = incidents
        .filter((incident) => checkId === undefined || incident.checkId === checkId)
        .filter((incident) => open === undefined || open === (incident.closedAt === undefined))
        .filter(({ openedAt, id }) => !from || openedAt < from[0] || (openedAt === from[0] && id < from[1]));
      return pageOf(
        found,
        limit,
        ({ openedAt, id }) => [openedAt, id],
        (incident) => incident,
      );
    },
    events: async (incidentId) =>
      events.filter((event) => event.incidentId === incidentId).toSorted((left, right) => left.at - right.at),
  };
};
