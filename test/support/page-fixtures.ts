import { countLooks } from "../../src/web/overview/sentence.ts";
import type { PageData, PageFrame } from "../../src/http/pages.ts";
import type {
  ChannelView,
  CheckDetail,
  CheckSummary,
  IncidentDetail,
  NotificationView,
  Overview,
  Run,
  SeriesView,
} from "../../src/http/schemas.ts";

import { personalViews } from "./personal-page.ts";

/** A made-up instance in every state, for looking at the page and testing it without a server. */
export const fixtureNow = Date.parse("2026-11-21T22:02:00Z");

const personal = await personalViews(fixtureNow);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

type Status = Run["status"];

/** Repeatable numbers between 0 and 1. */
const wobble = (seed: number): number => {
  const value = Math.sin(seed * 12.9898) * 43_758.5453;
  return value - Math.floor(value);
};

const summary = (
  given: Partial<CheckSummary> & Pick<CheckSummary, "id" | "title">,
  seed: number,
): CheckSummary => {
  const state = given.state ?? "up";
  const usualMs = 60 + 400 * wobble(seed);
  const bad = state === "down" ? 4 : state === "degraded" ? 7 : 0;
  const statuses = Array.from({ length: 40 }, (_, index): Status =>
    index >= 40 - bad
      ? state === "down"
        ? "down"
        : "degraded"
      : wobble(seed + index) > 0.985
        ? "down"
        : "up",
  );
  return {
    type: "http",
    target: `GET https://${given.id}.example.com/health`,
    state,
    since: fixtureNow - 9 * dayMs,
    overlays: [],
    lastRunAt: fixtureNow - 20_000,
    latencyMs: usualMs,
    everyMs: minuteMs,
    stale: false,
    uptime: { day: 1, week: 0.9998, quarter: 0.99914 },
    sparkline: statuses.map((status, index) =>
      status === "down"
        ? null
        : usualMs * (0.8 + 0.5 * wobble(seed * 3 + index)) * (status === "degraded" ? 4 : 1),
    ),
    sparkStatus: statuses,
    ...given,
  };
};

const problems = [
  summary(
    {
      id: "orders",
      title: "Orders API",
      group: "Shop",
      target: "POST https://api.example.com/v2/orders/health",
      state: "down",
      since: fixtureNow - 12 * minuteMs,
      reason: { code: "status-mismatch", detail: "status was 500, expected 200" },
      incidentId: "orders.lz5k2a",
      uptime: { day: 0.9916, week: 0.9971, quarter: 0.9989 },
    },
    1,
  ),
  summary(
    {
      id: "webhooks",
      title: "支払いWebhook受信",
      group: "Payments",
      state: "down",
      since: fixtureNow - 3 * hourMs,
      latencyMs: undefined,
      overlays: ["silenced", "flapping"],
      reason: { code: "connect-refused", detail: "connection refused by 203.0.113.7:443" },
      incidentId: "webhooks.lz5k2b",
      uptime: { day: 0.874, week: 0.9812, quarter: 0.9969 },
    },
    2,
  ),
  summary(
    {
      id: "search",
      title: "Search",
      group: "Shop",
      state: "degraded",
      since: fixtureNow - 41 * minuteMs,
      latencyMs: 1840,
      reason: { code: "latency-exceeded", detail: "1.84 s, wanted under 800 ms" },
      incidentId: "search.lz5k2c",
      uptime: { day: 1, week: 1, quarter: 0.99996 },
    },
    3,
  ),
  summary(
    {
      id: "nas",
      title: "Backup NAS",
      type: "tcp",
      target: "tcp 192.0.2.10:22",
      stale: true,
      lastRunAt: fixtureNow - 2 * hourMs,
      uptime: { day: null, week: 0.99, quarter: 0.98 },
    },
    4,
  ),
] as const;

const calm = [
  summary({ id: "checkout", title: "Checkout", group: "Shop" }, 5),
  summary({ id: "images", title: "Image resizer", group: "Shop" }, 6),
  summary({ id: "cart", title: "Cart", group: "Shop", overlays: ["maintenance"] }, 7),
  summary({ id: "card", title: "Card processor", group: "Payments" }, 8),
  summary(
    { id: "ledger", title: "Ledger", group: "Payments", state: "pending", sparkline: [], sparkStatus: [] },
    9,
  ),
  summary(
    { id: "commits", title: "Commits today", type: "github-commits", group: "Numbers", latencyMs: 212 },
    10,
  ),
  summary(
    { id: "mail", title: "Mail relay", type: "tcp", target: "tcp mail.example.com:25", overlays: ["paused"] },
    11,
  ),
];

const countsOf = (checks: readonly CheckSummary[]): Overview["counts"] => {
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0, pending: 0, paused: 0, maintenance: 0 };
  for (const { state, overlays } of checks) counts[overlays.includes("paused") ? "paused" : state] += 1;
  return counts;
};

export const overviewOf = (
  checks: readonly CheckSummary[],
  troubles: Overview["troubles"] = [],
): Overview => ({
  title: "Hinomi",
  asOf: fixtureNow,
  timezone: "Asia/Tokyo",
  counts: countsOf(checks),
  unlisted: countLooks([]),
  checks: [...checks],
  groups: [],
  troubles,
});

const judgements: Run["judgements"] = [
  {
    subject: "status",
    expected: "200",
    actual: "500",
    status: "down",
    reason: { code: "status-mismatch", detail: "status was 500, expected 200" },
  },
  { subject: "json $.status", expected: "eq 0", actual: "-1", status: "down" },
  { subject: "latency", expected: "< 800 ms", actual: "912 ms", status: "degraded" },
  { subject: "certificate", expected: "> 21 d", actual: "64 d", status: "up" },
];

const readings = (latency: number): Run["readings"] => [
  { name: "latency", value: latency, unit: "ms" },
  { name: "dns", value: 4.2, unit: "ms" },
  { name: "connect", value: 18, unit: "ms" },
  { name: "tls", value: 46, unit: "ms" },
  { name: "first_byte", value: latency - 80, unit: "ms" },
  { name: "transfer", value: 11.8, unit: "ms" },
  { name: "status_code", value: 500, unit: "code" },
  { name: "size", value: 18_344, unit: "bytes" },
  { name: "cert_expiry", value: 64 * 86_400, unit: "s" },
];

const runOf = (index: number): Run => {
  const status: Status = index < 12 ? "down" : index % 17 === 0 ? "degraded" : "up";
  const startedAt = fixtureNow - 20_000 - index * minuteMs;
  return {
    checkId: "orders",
    location: "home",
    slot: startedAt,
    startedAt,
    durationMs: 912,
    status,
    ...(status === "down" && { reason: { code: "status-mismatch", detail: "status was 500, expected 200" } }),
    ...(status === "degraded" && {
      reason: { code: "latency-exceeded", detail: "1.2 s, wanted under 800 ms" },
    }),
    readings: readings(status === "up" ? 180 + 60 * wobble(index) : 912),
    judgements: status === "up" ? judgements.slice(3) : judgements,
    ...(status === "down" && {
      evidence: {
        exchange: [
          "> POST /v2/orders/health HTTP/1.1",
          "> authorization: [redacted]",
          "< HTTP/1.1 500 Internal Server Error",
          "< content-type: application/json",
        ],
        body: '{"comment":"stock service unreachable","status":-1}',
        address: "203.0.113.20:443",
      },
    }),
  };
};

/** The runs of the fixture check, as the API pages them. */
export const runPage = (query: {
  readonly limit: number;
  readonly before?: string;
  readonly bad: boolean;
}) => {
  const all = Array.from({ length: 120 }, (_, index) => runOf(index)).filter(
    ({ status }) => !query.bad || status !== "up",
  );
  const start = query.before === undefined ? 0 : Number(query.before);
  const end = start + query.limit;
  return { items: all.slice(start, end), ...(end < all.length && { next: String(end) }) };
};

const openIncident: IncidentDetail = {
  id: "orders.lz5k2a",
  checkId: "orders",
  checkTitle: "Orders API",
  severity: "down",
  worst: "down",
  openedAt: fixtureNow - 12 * minuteMs,
  confirmedAt: fixtureNow - 11 * minuteMs,
  reason: { code: "status-mismatch", detail: "status was 500, expected 200" },
  judgements,
  readings: readings(912),
  flapping: false,
  events: [
    { at: fixtureNow - 12 * minuteMs, kind: "opened", detail: "status was 500, expected 200" },
    { at: fixtureNow - 11 * minuteMs, kind: "confirmed" },
    { at: fixtureNow - 4 * minuteMs, kind: "reminded", detail: "team" },
  ],
  notifications: [],
};

const notification = (given: Partial<NotificationView> & Pick<NotificationView, "id">): NotificationView => ({
  channel: "team",
  kind: "firing",
  incidentId: openIncident.id,
  createdAt: fixtureNow - 11 * minuteMs,
  state: "delivered",
  attempts: 1,
  settledAt: fixtureNow - 11 * minuteMs,
  log: [{ at: fixtureNow - 11 * minuteMs, kind: "delivered", detail: "message aX7d3 in #alerts" }],
  ...given,
});

const notifications = [
  notification({ id: "n1" }),
  notification({
    id: "n2",
    channel: "mail",
    state: "dead",
    attempts: 8,
    lastError: "550 5.1.1 no such user: on-call@example.com",
    log: [
      { at: fixtureNow - 11 * minuteMs, kind: "failed", detail: "connection timed out" },
      { at: fixtureNow - 9 * minuteMs, kind: "rejected", detail: "550 5.1.1 no such user" },
    ],
  }),
  notification({
    id: "n3",
    kind: "reminder",
    state: "pending",
    attempts: 2,
    createdAt: fixtureNow - 4 * minuteMs,
    nextAttemptAt: fixtureNow + 2 * minuteMs,
    lastError: "429: wait 120 s",
    log: [{ at: fixtureNow - 3 * minuteMs, kind: "wait", detail: "429, Retry-After 120" }],
  }),
];

export const incidentDetail: IncidentDetail = { ...openIncident, notifications };

const past = (index: number): IncidentDetail => ({
  ...openIncident,
  id: `orders.past${index}`,
  checkTitle: index % 2 === 0 ? "Orders API" : "Search",
  severity: index % 2 === 0 ? "down" : "degraded",
  worst: index % 2 === 0 ? "down" : "degraded",
  openedAt: fixtureNow - (index + 2) * 3 * dayMs,
  closedAt: fixtureNow - (index + 2) * 3 * dayMs + (index + 1) * 7 * minuteMs,
  closedBecause: "recovered",
  reason: { code: index % 2 === 0 ? "connect-timeout" : "latency-exceeded", detail: "no answer within 10 s" },
});

const incidents = [openIncident, ...Array.from({ length: 8 }, (_, index) => past(index))];

/** The incidents, as the API pages them. */
export const incidentPage = (before: string | undefined) =>
  before === undefined ? { items: incidents, next: "older" } : { items: [past(20), past(21)] };

export const checkDetail: CheckDetail = {
  ...problems[0],
  nextRunAt: fixtureNow + 40_000,
  lastRun: runOf(0),
  latency: { count: 1440, min: 96, max: 2210, mean: 241, p50: 214, p95: 486, p99: 1240 },
  strip: Array.from({ length: 90 }, (_, day) => {
    if (day < 11) return { up: 0, degraded: 0, down: 0, unknown: 0 };
    const down = day === 89 ? 12 : day % 29 === 7 ? 40 : 0;
    const degraded = day % 19 === 3 ? 55 : 0;
    return { up: 1440 - down - degraded, degraded, down, unknown: 0 };
  }),
  readings: readings(912).map(({ name, unit }) => ({ name, unit })),
  notify: ["team", "mail"],
  incidents: [openIncident, ...Array.from({ length: 3 }, (_, index) => past(index * 2))],
};

const shares = { dns: 0.05, connect: 0.1, tls: 0.22, first_byte: 0.55, transfer: 0.08 } as const;

/** A series with a daily rhythm, a slow stretch and a gap. */
export const seriesOf = (from: number, to: number, points: number, names: readonly string[]): SeriesView => {
  const stepMs = Math.max(1000, Math.ceil((to - from) / points));
  const count = Math.max(1, Math.floor((to - from) / stepMs));
  const total = Array.from({ length: count }, (_, index) => {
    const at = from + index * stepMs;
    if (at > fixtureNow - 5 * hourMs && at < fixtureNow - 4.6 * hourMs) return null;
    const slow = at > fixtureNow - 50 * minuteMs ? 3.4 : 1;
    return (180 + 60 * Math.sin((at / dayMs) * 2 * Math.PI) + 70 * wobble(index)) * slow;
  });
  return {
    checkId: "orders",
    from,
    stepMs,
    lines: names.map((reading) => {
      const share = reading in shares ? shares[reading as keyof typeof shares] : 1;
      const scaled = (by: number) => total.map((value) => (value === null ? null : value * share * by));
      return { reading, unit: "ms", min: scaled(0.7), max: scaled(1.5), mean: scaled(1) };
    }),
    distribution: checkDetail.latency,
    incidents: [{ id: openIncident.id, from: openIncident.openedAt, severity: "down" }],
  };
};

const channels: readonly ChannelView[] = [
  {
    id: "team",
    type: "rocket-chat",
    title: "Team chat",
    circuit: "closed",
    owed: 1,
    oldestOwedAt: fixtureNow - 4 * minuteMs,
    lastDeliveredAt: fixtureNow - 11 * minuteMs,
  },
  {
    id: "mail",
    type: "email",
    title: "On-call mail",
    circuit: "open",
    trouble: "535 the password is refused: set a new one in channels.mail.password and reload",
    owed: 3,
    oldestOwedAt: fixtureNow - 2 * hourMs,
  },
];

/** Every page by a short name, as the server would be asked for it. */
export const pageFixtures = {
  overview: {
    page: "overview",
    overview: overviewOf(
      [...problems, ...calm],
      [
        {
          kind: "config",
          text: "hinomi.yaml:14:9 unknown key `evry`, did you mean `every`? The old configuration still runs",
        },
      ],
    ),
  },
  calm: { page: "overview", overview: overviewOf(calm.slice(0, 4)) },
  empty: { page: "overview", overview: overviewOf([]) },
  many: {
    page: "overview",
    overview: overviewOf([
      ...problems.slice(0, 3),
      ...Array.from({ length: 96 }, (_, index) =>
        summary(
          {
            id: `service-${index}`,
            title: `Service ${index + 1}`,
            group: ["Shop", "Payments", "Platform", "Data"][index % 4] ?? "Shop",
          },
          index + 20,
        ),
      ),
    ]),
  },
  large: {
    page: "overview",
    overview: {
      ...overviewOf(problems.slice(0, 3), [
        {
          kind: "load",
          text: "Runs of the last minute began up to 3.2 s late: this machine cannot hold the rate",
        },
      ]),
      unlisted: { ...countLooks([]), up: 99_997 },
      groups: ["Shop", "Payments", "Platform", undefined].map((name, index) => ({
        ...(name !== undefined && { name }),
        looks: { ...countLooks(index === 0 ? problems.slice(0, 3) : []), up: 25_000 },
      })),
    },
  },
  group: { page: "checks", group: "Platform", checks: calm, next: "mail" },
  check: { page: "check", check: checkDetail, runs: runPage({ limit: 20, bad: false }) },
  incidents: { page: "incidents", incidents, next: "older" },
  incident: { page: "incident", incident: incidentDetail },
  past: { page: "incident", incident: past(0) },
  channels: { page: "channels", channels, notifications },
  numbers: { page: "numbers", numbers: personal.page },
  "made-numbers": { page: "numbers", numbers: personal.made },
  "no-numbers": { page: "numbers", numbers: { ...personal.made, widgets: [] } },
  settings: {
    page: "settings",
    tokens: [
      {
        id: "t1",
        name: "backup script",
        createdAt: fixtureNow - 30 * dayMs,
        lastUsedAt: fixtureNow - 2 * hourMs,
      },
      { id: "t2", name: "grafana", createdAt: fixtureNow - 400 * dayMs },
    ],
    links: personal.links,
    widgets: personal.choices,
  },
  "sign-in": { page: "sign-in", error: "wrong", next: "/checks/orders" },
  "set-up": { page: "set-up", token: "k3f9-2m1x" },
  error: { page: "error", status: 404, detail: "there is no such check" },
} as const satisfies Record<string, PageData>;

export type FixtureName = keyof typeof pageFixtures;

const strangers: readonly string[] = ["sign-in", "set-up", "error"];

/** The frame that goes with a fixture. */
export const frameOf = (name: FixtureName, locale: PageFrame["locale"], nonce: string): PageFrame => ({
  locale,
  timezone: "Asia/Tokyo",
  title: "Hinomi",
  now: fixtureNow,
  ...(!strangers.includes(name) && { user: "akari" }),
  base: "",
  nonce,
});
