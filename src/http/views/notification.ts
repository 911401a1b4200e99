import type { DeliveryAttempt, Outbox } from "../../core/store.ts";
import type { OutboxRow } from "../../core/notification.ts";
import { pageOrRefuse } from "../problem.ts";
import type { NotificationView } from "../schemas.ts";

/** A row of the outbox with its attempts, without what the message says. */
export const notificationView = (
  row: OutboxRow & { readonly log: readonly DeliveryAttempt[] },
): NotificationView => ({
  id: row.id,
  channel: row.channel,
  kind: row.kind,
  incidentId: row.incidentId,
  createdAt: row.createdAt,
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.state === "pending" ? row.nextAttemptAt : undefined,
  lastError: row.lastError,
  settledAt: row.settledAt,
  log: row.log.map(({ at, kind, detail }) => ({ at, kind, detail })),
});

/** Newest first. */
export const notificationPage = async (
  outbox: Outbox,
  query: Parameters<Outbox["list"]>[0],
): Promise<{ items: NotificationView[]; next?: string }> => {
  const { items, next } = await pageOrRefuse(outbox.list(query));
  return { items: items.map(notificationView), next };
};
