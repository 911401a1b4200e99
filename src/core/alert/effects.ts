import type { Incident, IncidentEvent } from "../incident.ts";
import type { AlertEffect, CheckState, Reduction } from "./types.ts";

/** A state and what follows from it; nothing unless said. */
export const reduction = (state: CheckState, effects: readonly AlertEffect[] = []): Reduction => ({
  state,
  effects,
});

/** A timeline entry. */
export const record = (
  incident: Incident,
  kind: IncidentEvent["kind"],
  at: number,
  detail?: string,
): AlertEffect => ({
  kind: "record",
  event: { incidentId: incident.id, at, kind, ...(detail !== undefined && { detail }) },
});
