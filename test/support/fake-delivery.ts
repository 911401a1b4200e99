import { randomUUID } from "node:crypto";
import type { Incident, NotificationKind } from "../../src/core/incident.ts";
import { renderMessage } from "../../src/core/message/render.ts";
import type { CardRef, IncidentFacts } from "../../src/core/notification.ts";
import type { Delivery, NotifierSurroundings } from "../../src/core/notifier.ts";
import type { Clock } from "../../src/core/clock.ts";

const openedAt = Date.UTC(2026, 10, 22, 3, 1);

const incident: Incident = {
  id: "orders.mh9k2",
  checkId: "orders",
  severity: "down",
  worst: "down",
  openedAt,
  confirmedAt: openedAt + 10_000,
  reason: { code: "status-mismatch", detail: "status 500 is not 200" },
  judgements: [
    {
      subject: "status",
      expected: "200",
      actual: "500",
      status: "down",
      reason: { code: "status-mismatch", detail: "status 500 is not 200" },
    },
  ],
  readings: [{ name: "latency", value: 412, unit: "ms" }],
  flapping: false,
};

/** A delivery of an incident of the check `title`, as the engine would make it; `resolved` closes it. */
export const fakeDelivery = (
  input: {
    readonly kind?: NotificationKind;
    readonly title?: string;
    readonly id?: string;
    readonly attempt?: number;
    readonly uncertain?: boolean;
    readonly ref?: CardRef | undefined;
    readonly signal?: AbortSignal;
  } = {},
): Delivery => {
  const { kind = "firing", title = "Orders API", id = randomUUID(), attempt = 1, uncertain = false } = input;
  const closed =
    kind === "resolved" ? { closedAt: openedAt + 480_000, closedBecause: "recovered" as const } : {};
  const facts: IncidentFacts = {
    incident: { ...incident, ...closed },
    title,
    target: "POST https://api.example.com/health",
    link: "https://hinomi.example.com/incidents/orders.mh9k2",
  };
  const list = kind === "test" ? [] : [facts];
  return {
    notification: {
      id,
      channel: "team",
      kind,
      sequence: 1,
      createdAt: openedAt + 10_000,
      facts: list,
      ...(kind !== "test" && { incidentId: incident.id }),
    },
    ...renderMessage({
      kind,
      facts: list,
      locale: "en",
      timezone: "Asia/Tokyo",
      now: openedAt + 480_000,
      instance: "Hinomi",
    }),
    attempt,
    uncertain,
    ...(input.ref && { ref: input.ref }),
    signal: input.signal ?? new AbortController().signal,
  };
};

/** What a notifier is opened with, without environment, files or known secrets. */
export const fakeSurroundings = (
  clock: Clock,
  files: Readonly<Record<string, string>> = {},
): NotifierSurroundings => ({
  clock,
  env: {},
  readFile: (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`cannot read ${path}`);
    return text;
  },
  redact: (text) => text,
  channelId: "team",
});
