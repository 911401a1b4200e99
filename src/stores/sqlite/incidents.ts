import type { Incident, IncidentEvent } from "../../core/incident.ts";
import type { IncidentStore } from "../../core/store.ts";
import { decodeCursor, pageOf } from "../cursor.ts";
import type { Database } from "./database.ts";
import type { Dictionary } from "./dictionary.ts";

export const writeIncident = (db: Database, checkId: number, incident: Incident): void => {
  db.run(
    `INSERT INTO incidents (id, check_id, opened_at, closed_at, incident) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET closed_at = excluded.closed_at, incident = excluded.incident`,
    incident.id,
    checkId,
    incident.openedAt,
    incident.closedAt ?? null,
    JSON.stringify(incident),
  );
};

export const writeEvent = (db: Database, event: IncidentEvent): void => {
  db.run(
    "INSERT INTO incident_events (incident_id, at, kind, detail) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    event.incidentId,
    event.at,
    event.kind,
    event.detail ?? "",
  );
};

interface IncidentRow {
  readonly id: string;
  readonly openedAt: number;
  readonly incident: string;
}

/** Written by `writeIncident` alone. */
const decodeIncident = ({ incident }: IncidentRow): Incident => JSON.parse(incident) as Incident;

const newestFirst: readonly [number, string] = [Number.MAX_SAFE_INTEGER, ""];

export const createIncidents = (db: Database, names: Dictionary): IncidentStore => ({
  get: (id) =>
    db.answer(() => {
      const row = db.get<IncidentRow>(
        "SELECT id, opened_at AS openedAt, incident FROM incidents WHERE id = ?",
        id,
      );
      return row && decodeIncident(row);
    }),

  list: ({ checkId, open, limit, before }) =>
    db.answer(() => {
      const [openedAt, lastId] = before === undefined ? newestFirst : decodeCursor(before, newestFirst);
      const conditions = [
        ...(checkId === undefined ? [] : ["check_id = ?"]),
        ...(open === undefined ? [] : [open ? "closed_at IS NULL" : "closed_at IS NOT NULL"]),
        "(opened_at, id) < (?, ?)",
      ];
      const rows = db.all<IncidentRow>(
        `SELECT id, opened_at AS openedAt, incident FROM incidents WHERE ${conditions.join(" AND ")}
         ORDER BY opened_at DESC, id DESC LIMIT ?`,
        ...(checkId === undefined ? [] : [names.knownCheckId(checkId) ?? -1]),
        openedAt,
        lastId,
        limit + 1,
      );
      return pageOf(rows, limit, (row) => [row.openedAt, row.id], decodeIncident);
    }),

  events: (incidentId) =>
    db.answer(() =>
      db
        .all<{ at: number; kind: IncidentEvent["kind"]; detail: string }>(
          "SELECT at, kind, detail FROM incident_events WHERE incident_id = ? ORDER BY at, id",
          incidentId,
        )
        .map(({ at, kind, detail }) => ({ incidentId, at, kind, ...(detail !== "" && { detail }) })),
    ),
});
