import type { CheckState } from "../../src/core/alert/types.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { Config } from "../../src/core/config.ts";
import type { RunRecord, Store } from "../../src/core/store.ts";
import type {
  ChannelHealth,
  LiveCheck,
  LiveEvent,
  Lookout,
  SinkHealth,
  Tally,
  Vitals,
} from "../../src/engine/lookout.ts";
import { sampleCheck, upOutcome } from "./sample-check.ts";

/** A lookout that watches nothing: the test says what it sees. Its store is a real one. */
export interface FakeLookout extends Lookout {
  /** What `checks()`, `channels()`, `vitals()`, `config()` and `ready()` answer; may be changed at any time. */
  readonly shows: {
    checks: readonly LiveCheck[];
    channels: readonly ChannelHealth[];
    sinks: readonly SinkHealth[];
    vitals: Vitals;
    config: Config;
    ready: boolean;
  };
  emit(event: LiveEvent): void;
}

export const sampleState = (change: Partial<CheckState> = {}): CheckState => ({
  state: "up",
  since: 0,
  recent: [],
  votes: {},
  flips: [],
  flapping: false,
  told: {},
  sequence: 0,
  ...change,
});

export const noOverlays = { maintenance: false, silenced: false, paused: false } as const;

export const sampleRun = (change: Partial<RunRecord> = {}): RunRecord => ({
  checkId: "orders",
  location: "here",
  slot: 0,
  startedAt: 0,
  durationMs: 12,
  outcome: upOutcome,
  ...change,
});

export const sampleConfig = (change: Partial<Config> = {}): Config => ({
  title: "Test lookout",
  timezone: "Asia/Tokyo",
  locale: "en",
  location: "here",
  server: { host: "127.0.0.1", port: 0 },
  store: "memory:",
  retention: { runs: 0, hours: 0, days: 0, incidents: 0 },
  concurrency: { total: 1, perHost: 1, workers: 0 },
  connectivity: [],
  channels: [],
  checks: [],
  maintenance: [],
  sinks: [],
  pages: [],
  secrets: [],
  ...change,
});

const quietVitals = (startedAt: number): Vitals => ({
  startedAt,
  runsTotal: 3,
  runsMissedTotal: 1,
  runsInFlight: 0,
  latenessMaxMs: 4,
  latenessP50Ms: 1,
  latenessP99Ms: 3,
  runsWaiting: 0,
  workers: 0,
  workerRestartsTotal: 0,
  deliveriesTotal: 2,
  deliveryFailuresTotal: 1,
  runsDropped: 0,
  rowsPutAside: 0,
  configProblems: [],
  connected: true,
});

const tallyOf = (checks: readonly LiveCheck[]): Tally => {
  const tally = { up: 0, degraded: 0, down: 0, unknown: 0, pending: 0, paused: 0 };
  const over = { maintenance: 0, silenced: 0, flapping: 0 };
  for (const { state, overlays } of checks) {
    tally[overlays.paused ? "paused" : state.state] += 1;
    over.maintenance += Number(overlays.maintenance);
    over.silenced += Number(overlays.silenced);
    over.flapping += Number(state.flapping);
  }
  return { ...tally, ...over };
};

const inGroup = (checks: readonly LiveCheck[], group: string | undefined): readonly LiveCheck[] =>
  checks.filter(({ check }) => check.group === group);

/** What a lookout answers about many checks, from a plain list of them. */
const listings = (
  all: () => readonly LiveCheck[],
): Pick<Lookout, "tally" | "groups" | "problems" | "page"> => ({
  tally: () => tallyOf(all()),
  groups: () =>
    [...new Set(all().map(({ check }) => check.group))].map((group) => {
      const members = inGroup(all(), group);
      return { ...(group !== undefined && { group }), checks: members.length, tally: tallyOf(members) };
    }),
  problems: (limit) =>
    all()
      .filter(({ state }) => state.incident !== undefined)
      .toSorted((left, right) => right.state.since - left.state.since)
      .slice(0, limit),
  page: ({ group, after, limit }) => {
    const members = inGroup(all(), group);
    const found = members.findIndex(({ check }) => check.id === after);
    if (after !== undefined && found < 0) return { items: [] };
    const items = members.slice(found + 1, found + 1 + limit);
    const last = items.at(-1);
    return { items, ...(last && last !== members.at(-1) && { next: last.check.id }) };
  },
});

export const createFakeLookout = (input: { readonly clock: Clock; readonly store: Store }): FakeLookout => {
  const { clock, store } = input;
  const listeners = new Set<(event: LiveEvent) => void>();
  const shows: FakeLookout["shows"] = {
    checks: [{ check: sampleCheck(), state: sampleState({ since: clock.now() }), overlays: noOverlays }],
    channels: [{ id: "team", type: "slack", title: "Team", circuit: "closed", owed: 0 }],
    sinks: [{ id: "sheet", type: "csv", title: "Sheet", circuit: "closed", complete: true, points: 3 }],
    vitals: quietVitals(clock.now()),
    config: sampleConfig(),
    ready: true,
  };
  const all = () =>
    shows.checks.map((live) => ({ ...live, ...(live.lastRun && { lastRunAt: live.lastRun.startedAt }) }));
  const check = (id: string) => all().find((live) => live.check.id === id);
  let ids = 0;
  return {
    shows,
    store,
    emit: (event) => listeners.forEach((listener) => listener(event)),
    config: () => shows.config,
    checks: all,
    check,
    ...listings(all),
    channels: () => shows.channels,
    sinks: () => shows.sinks,
    rewriteSink: (sinkId) => shows.sinks.some(({ id }) => id === sinkId),
    vitals: () => shows.vitals,
    ready: () => shows.ready,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    runNow: async (checkId) => (check(checkId) ? upOutcome : undefined),
    acknowledge: async (incidentId, by) => {
      const incident = await store.incidents.get(incidentId);
      if (!incident || incident.closedAt !== undefined) return false;
      const acknowledged = { ...incident, acknowledgedAt: clock.now(), acknowledgedBy: by };
      await store.write({ runs: [], states: [], incidents: [acknowledged], events: [], notifications: [] });
      return true;
    },
    silence: async (silence) => {
      const saved = { id: `silence-${++ids}`, ...silence };
      await store.accounts.saveSilence(saved);
      return saved;
    },
    endSilence: async (id) => {
      const found = (await store.accounts.silences(clock.now())).find((silence) => silence.id === id);
      if (found) await store.accounts.saveSilence({ ...found, until: clock.now() });
      return found !== undefined;
    },
    testChannel: async (channelId) =>
      shows.channels.some(({ id }) => id === channelId) ? `test-${++ids}` : undefined,
    resend: async (notificationId) => (await store.outbox.get(notificationId))?.state === "dead",
  };
};
