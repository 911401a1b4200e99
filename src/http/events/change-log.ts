import type { LiveEvent } from "../../engine/lookout.ts";

/** When each check and each incident last changed, so that any reader can be told what it missed. */
export interface ChangeLog {
  note(event: LiveEvent, at: number): void;
  /** True when the check changed after `at`. */
  changed(checkId: string, at: number): boolean;
  incidentsAfter(at: number): readonly string[];
  /** When anything changed last. */
  latest(): number;
}

const maxIncidents = 500;

/** Everything counts as changed at `startedAt`: whoever saw an earlier process must be told all. */
export const createChangeLog = (startedAt: number): ChangeLog => {
  const checks = new Map<string, number>();
  const incidents = new Map<string, number>();
  let everything = startedAt;
  let latest = startedAt;
  return {
    note(event, at) {
      if (event.kind !== "delivery") latest = at;
      switch (event.kind) {
        case "run":
          checks.set(event.record.checkId, at);
          return;
        case "state":
          checks.set(event.checkId, at);
          return;
        case "incident": {
          checks.set(event.checkId, at);
          incidents.delete(event.incidentId);
          incidents.set(event.incidentId, at);
          const [oldest] = incidents.keys();
          if (incidents.size > maxIncidents && oldest !== undefined) incidents.delete(oldest);
          return;
        }
        case "config":
          checks.clear();
          everything = at;
          return;
        case "delivery":
          return;
      }
    },
    changed: (checkId, at) => (checks.get(checkId) ?? everything) > at,
    incidentsAfter: (at) => [...incidents].filter(([, changedAt]) => changedAt > at).map(([id]) => id),
    latest: () => latest,
  };
};
