import type { CheckState } from "../../src/core/alert/types.ts";
import type { Incident, IncidentEvent } from "../../src/core/incident.ts";
import type { OutboxRow } from "../../src/core/notification.ts";
import type { ApiToken, RunRecord, Session, Silence, Store } from "../../src/core/store.ts";
import { countStatuses } from "../../src/core/uptime.ts";

export const createStubStore = (): Store => {
  const runs: RunRecord[] = [];
  const states = new Map<string, CheckState>();
  const incidents = new Map<string, Incident>();
  const events: IncidentEvent[] = [];
  const rows = new Map<string, OutboxRow>();
  const users = new Map<string, string>();
  const sessions = new Map<string, Session>();
  const tokens = new Map<string, ApiToken>();
  const silences = new Map<string, Silence>();
  const page = <T>(items: T[], limit: number) => ({ items: items.slice(0, limit) });
  const of = (id: string) => runs.filter((run) => run.checkId === id);
  return {
    write: async (batch) => {
      runs.push(...batch.runs);
      for (const { checkId, state } of batch.states) if (state) states.set(checkId, state);
      for (const incident of batch.incidents) incidents.set(incident.id, incident);
      events.push(...batch.events);
      for (const n of batch.notifications)
        rows.set(n.id, { ...n, state: "pending", attempts: 0, nextAttemptAt: n.createdAt, uncertain: false });
    },
    states: async () => states,
    runs: {
      list: async ({ checkId, limit, onlyBad }) =>
        page(
          of(checkId)
            .filter((run) => !onlyBad || run.outcome.status !== "up")
            .toReversed(),
          limit,
        ),
      latest: async () => new Map(runs.map((run) => [run.checkId, run])),
      series: async ({ reading, from, to, points }) => {
        const none = Array.from({ length: points }, () => null);
        return {
          reading,
          unit: "ms",
          from,
          stepMs: Math.ceil((to - from) / points),
          min: none,
          max: none,
          mean: none,
        };
      },
      distribution: async ({ checkId }) =>
        of(checkId).length === 0 ? undefined : { count: 1, min: 1, max: 1, mean: 1, p50: 1, p95: 1, p99: 1 },
      counts: async ({ checkIds, from, to }) =>
        new Map(
          checkIds
            .map((id) => [id, of(id).filter((run) => run.startedAt >= from && run.startedAt < to)] as const)
            .filter(([, found]) => found.length > 0)
            .map(([id, found]) => [id, countStatuses(found.map((run) => run.outcome.status))]),
        ),
      strip: async ({ buckets }) =>
        Array.from({ length: buckets }, () => ({ up: 0, degraded: 0, down: 0, unknown: 0 })),
      tail: async ({ checkId, count }) =>
        of(checkId)
          .slice(-count)
          .map((run) => ({ at: run.startedAt, status: run.outcome.status, latencyMs: 12 })),
    },
    incidents: {
      get: async (id) => incidents.get(id),
      list: async ({ limit }) => page([...incidents.values()].toReversed(), limit),
      events: async (id) => events.filter((event) => event.incidentId === id),
    },
    outbox: {
      owed: async () => [...rows.values()],
      add: async (notifications) => {
        for (const n of notifications)
          rows.set(n.id, {
            ...n,
            state: "pending",
            attempts: 0,
            nextAttemptAt: n.createdAt,
            uncertain: false,
          });
      },
      begin: async () => {},
      settle: async ({ ids, settlement }) => {
        for (const id of ids) rows.set(id, { ...rows.get(id)!, ...settlement });
      },
      cards: async () => [],
      cardMembers: async () => [],
      list: async ({ limit }) =>
        page(
          [...rows.values()].map((row) => ({ ...row, log: [] })),
          limit,
        ),
      get: async (id) => rows.get(id),
    },
    accounts: {
      user: async (name) => (users.has(name) ? { name, passwordHash: users.get(name)! } : undefined),
      countUsers: async () => users.size,
      createFirstUser: async ({ name, passwordHash }) => users.size === 0 && !!users.set(name, passwordHash),
      setPassword: async (name, hash) => void users.set(name, hash),
      saveSession: async (session) => void sessions.set(session.hash, session),
      session: async (hash) => sessions.get(hash),
      deleteSession: async (hash) => void sessions.delete(hash),
      saveToken: async (token) => void tokens.set(token.id, token),
      tokens: async () => [...tokens.values()],
      tokenByHash: async (hash) => [...tokens.values()].find((token) => token.hash === hash),
      touchToken: async (id, at) => void tokens.set(id, { ...tokens.get(id)!, lastUsedAt: at }),
      deleteToken: async (id) => tokens.delete(id),
      saveSilence: async (silence) => void silences.set(silence.id, silence),
      silences: async (now) => [...silences.values()].filter(({ until }) => until > now),
    },
    housekeeping: { rollUp: async () => {}, prune: async () => false },
    close: async () => {},
  };
};
