import type { Incident } from "../../src/core/incident.ts";
import { reason } from "../../src/core/reason.ts";
import type { Store } from "../../src/core/store.ts";
import { sampleRun } from "./fake-lookout.ts";
import { downOutcome } from "./sample-check.ts";

/** What `seedStore` put in. */
export const seeded = {
  incidentId: "orders.abc",
  closedIncidentId: "orders.aaa",
  notificationId: "notification-1",
  silenceId: "silence-0",
  tokenId: "token-0",
  linkId: "link-0",
} as const;

/** A store with a little of everything: two runs, two incidents, a dead notification, a silence, a token, a ledger. */
export const seedStore = async (store: Store, now: number): Promise<void> => {
  const open: Incident = {
    id: seeded.incidentId,
    checkId: "orders",
    severity: "down",
    worst: "down",
    openedAt: now - 60_000,
    confirmedAt: now - 50_000,
    reason: reason("connect-refused", "connection refused by 127.0.0.1:9"),
    judgements: [{ subject: "status", expected: "200", actual: "500", status: "down" }],
    readings: [{ name: "latency", value: 3, unit: "ms" }],
    flapping: false,
  };
  const closed: Incident = {
    ...open,
    id: seeded.closedIncidentId,
    openedAt: now - 7_200_000,
    confirmedAt: now - 7_100_000,
    closedAt: now - 7_000_000,
    closedBecause: "recovered",
  };
  const { notificationId: id } = seeded;
  const [good, bad] = [now - 60_000, now - 50_000];
  await store.write({
    runs: [
      sampleRun({ slot: good, startedAt: good }),
      sampleRun({ slot: bad, startedAt: bad, outcome: downOutcome }),
    ],
    states: [],
    incidents: [closed, open],
    events: [{ incidentId: open.id, at: now - 50_000, kind: "confirmed", detail: "2 of 2" }],
    notifications: [
      { id, channel: "team", kind: "firing", incidentId: open.id, sequence: 1, createdAt: now, facts: [] },
    ],
  });
  const settlement = {
    state: "dead",
    nextAttemptAt: now,
    uncertain: false,
    lastError: "403",
    settledAt: now,
  } as const;
  await store.outbox.settle({ ids: [id], settlement, attempt: { at: now, kind: "rejected", detail: "403" } });
  await store.accounts.saveSilence({
    id: seeded.silenceId,
    checkId: "*",
    from: now,
    until: now + 3_600_000,
    by: "ada",
  });
  const views = { reading: "views", part: "7", unit: "count" } as const;
  await store.ledger.of("orders").write({
    parts: [{ part: "7", title: "octo/hello" }],
    days: [
      { ...views, day: "2026-11-20", value: 12, provisional: false },
      { ...views, day: "2026-11-22", value: 3, provisional: true },
    ],
    snapshots: [
      { name: "referrers", part: "7", at: now, columns: ["referrer", "views"], rows: [["a.example", 3]] },
    ],
  });
  const link = { id: seeded.linkId, pageId: "numbers", widgetId: "views", title: "Views" };
  const links = [{ ...link, sources: [], origins: ["*"], createdAt: now }];
  await store.ledger.of("links:").write({ memos: { key: "of the tests", links: JSON.stringify(links) } });
  await store.accounts.saveToken({ id: seeded.tokenId, name: "old", hash: "0".repeat(64), createdAt: now });
};
