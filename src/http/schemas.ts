import { z } from "@hono/zod-openapi";
import { notificationKinds } from "../core/incident.ts";
import { looks } from "./look.ts";

/**
 * The shapes of /api/v1: the one source of the OpenAPI document, of request validation and of the page's types.
 * Times are epoch milliseconds, ratios 0 to 1.
 */
const time = z.number().int().openapi({ description: "Epoch milliseconds" });
const nullable = z.number().nullable();

const statusSchema = z.enum(["up", "degraded", "down", "unknown"]);
const stateSchema = z.enum(["pending", "up", "degraded", "down", "unknown"]);
const severitySchema = z.enum(["degraded", "down"]);

const reasonSchema = z.object({ code: z.string(), detail: z.string() });
const readingSchema = z.object({ name: z.string(), value: z.number(), unit: z.string() });
const judgementSchema = z.object({
  subject: z.string(),
  expected: z.string(),
  actual: z.string(),
  status: z.enum(["up", "degraded", "down"]),
  reason: reasonSchema.optional(),
});

export const runSchema = z
  .object({
    checkId: z.string(),
    location: z.string(),
    slot: time,
    startedAt: time,
    durationMs: z.number(),
    status: statusSchema,
    reason: reasonSchema.optional(),
    readings: z.array(readingSchema),
    judgements: z.array(judgementSchema),
    evidence: z
      .object({ exchange: z.array(z.string()), body: z.string().optional(), address: z.string().optional() })
      .optional(),
  })
  .openapi("Run");

export const outcomeSchema = runSchema
  .pick({ status: true, reason: true, readings: true, judgements: true, evidence: true })
  .openapi("Outcome");

const uptimeSchema = z
  .object({
    /** (up + degraded) / (up + degraded + down); null without such runs. */
    day: nullable,
    week: nullable,
    quarter: nullable,
  })
  .openapi("Uptime", {
    description: "Share of good runs over 24 hours, 7 days and 90 days; null without runs",
  });

export const checkSummarySchema = z
  .object({
    id: z.string(),
    title: z.string(),
    type: z.string(),
    group: z.string().optional(),
    target: z.string(),
    state: stateSchema,
    /** Since when the state holds. */
    since: time,
    /** What lies over the state. */
    overlays: z.array(z.enum(["maintenance", "silenced", "paused", "flapping", "suppressed"])),
    reason: reasonSchema.optional(),
    incidentId: z.string().optional(),
    lastRunAt: time.optional(),
    latencyMs: z.number().optional(),
    everyMs: z.number(),
    /** True when the last run is older than 2.5 intervals: what is shown may no longer be so. */
    stale: z.boolean(),
    uptime: uptimeSchema,
    /** Latency in ms of the latest runs, oldest first; null where there was none. */
    sparkline: z.array(nullable),
    /** Status of the same runs. */
    sparkStatus: z.array(statusSchema),
  })
  .openapi("CheckSummary");

const looksSchema = z.record(z.enum(looks), z.number()).openapi("Looks", {
  description: "How many checks are seen as up, degraded and so on; `stale` have had no run for too long",
});

export const overviewSchema = z
  .object({
    title: z.string(),
    asOf: time,
    timezone: z.string(),
    counts: z.object({
      up: z.number(),
      degraded: z.number(),
      down: z.number(),
      unknown: z.number(),
      pending: z.number(),
      paused: z.number(),
      maintenance: z.number(),
    }),
    /** Up to 200 checks: all, worst first, then by group and title. Of more, the worst 100 that need attention. */
    checks: z.array(checkSummarySchema),
    /** How many checks are not among those, by what a person sees of them. */
    unlisted: looksSchema,
    /** Of more than 200 checks, what each group adds up to; `/api/v1/checks` lists its checks. */
    groups: z.array(z.object({ name: z.string().optional(), looks: looksSchema })),
    /** Things wrong with Hinomi itself: refused configuration, store trouble, dead channels, no connection. */
    troubles: z.array(
      z.object({ kind: z.enum(["config", "store", "channel", "connectivity", "load"]), text: z.string() }),
    ),
  })
  .openapi("Overview");

const distributionSchema = z.object({
  count: z.number(),
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
});

const countsSchema = z.object({
  up: z.number(),
  degraded: z.number(),
  down: z.number(),
  unknown: z.number(),
});

export const incidentSchema = z
  .object({
    id: z.string(),
    checkId: z.string(),
    checkTitle: z.string(),
    severity: severitySchema,
    worst: severitySchema,
    openedAt: time,
    confirmedAt: time,
    closedAt: time.optional(),
    closedBecause: z.enum(["recovered", "removed"]).optional(),
    reason: reasonSchema,
    judgements: z.array(judgementSchema),
    readings: z.array(readingSchema),
    acknowledgedAt: time.optional(),
    acknowledgedBy: z.string().optional(),
    flapping: z.boolean(),
  })
  .openapi("Incident");

export const notificationSchema = z
  .object({
    id: z.string(),
    channel: z.string(),
    kind: z.enum(notificationKinds),
    incidentId: z.string().optional(),
    createdAt: time,
    state: z.enum(["pending", "sending", "delivered", "superseded", "dead"]),
    attempts: z.number(),
    nextAttemptAt: time.optional(),
    lastError: z.string().optional(),
    settledAt: time.optional(),
    log: z.array(z.object({ at: time, kind: z.string(), detail: z.string() })),
  })
  .openapi("Notification");

export const incidentDetailSchema = incidentSchema
  .extend({
    events: z.array(z.object({ at: time, kind: z.string(), detail: z.string().optional() })),
    notifications: z.array(notificationSchema),
  })
  .openapi("IncidentDetail");

export const checkDetailSchema = checkSummarySchema
  .extend({
    nextRunAt: time.optional(),
    lastRun: runSchema.optional(),
    /** Latency over the last 24 hours. */
    latency: distributionSchema.optional(),
    /** 90 days in 90 parts, oldest first. */
    strip: z.array(countsSchema),
    /** Names of the series that can be asked for. */
    readings: z.array(z.object({ name: z.string(), unit: z.string() })),
    notify: z.array(z.string()),
    incidents: z.array(incidentSchema),
  })
  .openapi("CheckDetail");

export const seriesSchema = z
  .object({
    checkId: z.string(),
    from: time,
    stepMs: z.number(),
    /** One entry per asked reading, all on the same grid. */
    lines: z.array(
      z.object({
        reading: z.string(),
        unit: z.string(),
        min: z.array(nullable),
        max: z.array(nullable),
        mean: z.array(nullable),
      }),
    ),
    distribution: distributionSchema.optional(),
    /** Incidents that overlap the range, for marks. */
    incidents: z.array(
      z.object({ id: z.string(), from: time, to: time.optional(), severity: severitySchema }),
    ),
  })
  .openapi("Series");

export const channelSchema = z
  .object({
    id: z.string(),
    type: z.string(),
    title: z.string(),
    circuit: z.enum(["closed", "open"]),
    trouble: z.string().optional(),
    owed: z.number(),
    oldestOwedAt: time.optional(),
    lastDeliveredAt: time.optional(),
  })
  .openapi("Channel");

export const sinkSchema = z
  .object({
    id: z.string(),
    type: z.string(),
    title: z.string(),
    circuit: z.enum(["closed", "open"]),
    trouble: z.string().optional(),
    complete: z.boolean(),
    points: z.number(),
    lastTakenAt: time.optional(),
  })
  .openapi("Sink");

export const silenceSchema = z
  .object({
    id: z.string(),
    checkId: z.string(),
    from: time,
    until: time,
    by: z.string(),
    note: z.string().optional(),
  })
  .openapi("Silence");

export const tokenSchema = z
  .object({ id: z.string(), name: z.string(), createdAt: time, lastUsedAt: time.optional() })
  .openapi("ApiToken");

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");

/** One message of the event stream: what changed since the last, at most one per second. */
export const tickSchema = z
  .object({
    t: time,
    counts: overviewSchema.shape.counts,
    checks: z.array(
      z.object({
        id: z.string(),
        state: stateSchema,
        since: time,
        overlays: checkSummarySchema.shape.overlays,
        lastRunAt: time.optional(),
        status: statusSchema.optional(),
        latencyMs: z.number().optional(),
        incidentId: z.string().optional(),
      }),
    ),
    /** Ids of incidents opened, changed or closed. */
    incidents: z.array(z.string()),
    /** True when more has changed than is told here: ask for the overview again. */
    refresh: z.boolean().optional(),
  })
  .openapi("Tick");

export type Run = z.infer<typeof runSchema>;
export type CheckSummary = z.infer<typeof checkSummarySchema>;
export type Overview = z.infer<typeof overviewSchema>;
export type CheckDetail = z.infer<typeof checkDetailSchema>;
export type IncidentView = z.infer<typeof incidentSchema>;
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;
export type NotificationView = z.infer<typeof notificationSchema>;
export type SeriesView = z.infer<typeof seriesSchema>;
export type ChannelView = z.infer<typeof channelSchema>;
export type SilenceView = z.infer<typeof silenceSchema>;
export type TokenView = z.infer<typeof tokenSchema>;
export type ProblemView = z.infer<typeof problemSchema>;
export type Tick = z.infer<typeof tickSchema>;
