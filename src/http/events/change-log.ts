import type { LiveEvent } from "../../engine/lookout.ts";

/** What has changed since a time. */
export interface Changes {
  /** Ids of checks; absent when everything may have changed. */
  readonly checks?: readonly string[];
  /** Ids of incidents. */
  readonly incidents: readonly string[];
}

/** When each check and each incident last changed, so that any reader can be told what it missed. */
export interface ChangeLog {
  note(event: LiveEvent, at: number): void;
  after(at: number): Changes;
  /** When anything changed last. */
  latest(): number;
}

const maxIncidents = 500;

/** When things last changed, the latest last. Keeps the latest `limit` and the time up to which others are forgotten. */
const createTimes = (startedAt: number, limit: number) => {
  const times = new Map<string, number>();
  let forgottenTo = startedAt;
  return {
    set: (id: string, at: number): void => {
      times.delete(id);
      times.set(id, at);
      if (times.size <= limit) return;
      for (const [oldest, forgotten] of times) {
        times.delete(oldest);
        forgottenTo = forgotten;
        return;
      }
    },
    forget: (at: number): void => {
      times.clear();
      forgottenTo = at;
    },
    forgottenTo: () => forgottenTo,
    after: (at: number): readonly string[] =>
      [...times].filter(([, changedAt]) => changedAt > at).map(([id]) => id),
  };
};

/**
 * Everything counts as changed at `startedAt`: whoever saw an earlier process must be told all. Of more than
 * `maxChecks` changed checks the oldest are forgotten.
 */
export const createChangeLog = (startedAt: number, maxChecks: number): ChangeLog => {
  const checks = createTimes(startedAt, maxChecks);
  const incidents = createTimes(startedAt, maxIncidents);
  let latest = startedAt;
  return {
    note(event, at) {
      if (event.kind !== "delivery") latest = at;
      switch (event.kind) {
        case "run":
          return checks.set(event.record.checkId, at);
        case "state":
          return checks.set(event.checkId, at);
        case "incident":
          checks.set(event.checkId, at);
          return incidents.set(event.incidentId, at);
        case "config":
          return checks.forget(at);
        case "delivery":
          return;
      }
    },
    after: (at) => ({
      ...(checks.forgottenTo() <= at && { checks: checks.after(at) }),
      incidents: incidents.after(at),
    }),
    latest: () => latest,
  };
};
