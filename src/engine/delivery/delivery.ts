import type { ChannelConfig } from "../../core/config.ts";
import type { Notification, OutboxRow } from "../../core/notification.ts";
import type { DeliveryResult } from "../../core/notifier.ts";
import type { ChannelHealth } from "../lookout.ts";
import { createChannelWorker, type ChannelWorker, type WorkerSurroundings } from "./channel-worker.ts";

/** Delivers what the outbox owes, each channel by itself, and tells the fallback when a channel is dead. */
export interface Delivery {
  /** Takes the channels to speak to; unchanged ones (by fingerprint) keep their session and their queue. */
  setChannels(channels: readonly ChannelConfig[]): Promise<void>;
  /** Notifications that are in the outbox now. */
  take(notifications: readonly Notification[]): void;
  /** A row that was dead and is owed again. */
  resume(row: OutboxRow): void;
  health(): readonly ChannelHealth[];
  counters(): { readonly delivered: number; readonly failed: number };
  stop(graceMs: number): Promise<void>;
}

export const createDelivery = (
  input: Omit<WorkerSurroundings, "onSettled"> & {
    readonly newId: () => string;
    readonly onDelivery: (row: OutboxRow) => void;
    readonly onError: (error: unknown) => void;
  },
): Delivery => {
  const { outbox, clock } = input;
  const workers = new Map<string, { readonly config: ChannelConfig; readonly worker: ChannelWorker }>();
  let delivered = 0;
  let failed = 0;

  const tellFallback = async (from: string, rows: readonly Notification[]): Promise<void> => {
    const fallback = workers.get(from)?.config.fallback;
    if (fallback === undefined) return;
    for (const { incidentId, kind, sequence, createdAt, facts } of rows) {
      if (incidentId === undefined) continue;
      const told = await outbox.list({ incidentId, channel: fallback, limit: 100 });
      if (told.items.some((row) => row.sequence === sequence)) continue;
      const copy = { id: input.newId(), channel: fallback, kind, incidentId, sequence, createdAt, facts };
      await outbox.add([copy]);
      take([copy]);
    }
  };
  /** Whoever was told over the fallback is told the end there too. */
  const fallbackKnows = async (row: Notification): Promise<boolean> => {
    const fallback = workers.get(row.channel)?.config.fallback;
    if (fallback === undefined || row.incidentId === undefined || row.kind !== "resolved") return false;
    const told = await outbox.list({ incidentId: row.incidentId, channel: fallback, limit: 1 });
    return told.items.length > 0;
  };
  const settled = (channel: string, rows: readonly OutboxRow[], result: DeliveryResult) => {
    if (result.kind === "delivered") delivered += 1;
    else if (result.kind !== "wait") failed += 1;
    for (const row of rows) input.onDelivery(row);
    if (workers.get(channel)?.worker.health().circuit === "open")
      tellFallback(channel, rows).catch(input.onError);
  };
  const take = (notifications: readonly Notification[]) => {
    for (const notification of notifications) {
      const entry = workers.get(notification.channel);
      const isOpen = entry?.worker.health().circuit === "open";
      entry?.worker.add([owedNow(notification)]);
      fallbackKnows(notification)
        .then((knows) => (knows || isOpen ? tellFallback(notification.channel, [notification]) : undefined))
        .catch(input.onError);
    }
  };
  const open = (config: ChannelConfig, owed: readonly OutboxRow[]) => {
    const worker = createChannelWorker(config, {
      ...input,
      onSettled: (rows, result) => settled(config.id, rows, result),
    });
    workers.set(config.id, { config, worker });
    worker.add(owed);
  };

  return {
    setChannels: async (channels) => {
      const wanted = new Map(channels.map((config) => [config.id, config]));
      const leaving = [...workers].filter(
        ([id, { config }]) => wanted.get(id)?.fingerprint !== config.fingerprint,
      );
      await Promise.all(leaving.map(([, { worker }]) => worker.stop(5000)));
      for (const [id] of leaving) workers.delete(id);
      const owed = await outbox.owed();
      for (const config of channels)
        if (!workers.has(config.id))
          open(
            config,
            owed.filter(({ channel }) => channel === config.id),
          );
      const orphans = owed.filter(({ channel }) => !wanted.has(channel)).map(({ id }) => id);
      if (orphans.length > 0) {
        const now = clock.now();
        const lastError = "The channel is no longer in the configuration";
        await outbox.settle({
          ids: orphans,
          settlement: { state: "dead", nextAttemptAt: now, uncertain: false, lastError, settledAt: now },
        });
      }
    },
    take,
    resume: (row) => workers.get(row.channel)?.worker.add([row]),
    health: () => [...workers.values()].map(({ worker }) => worker.health()),
    counters: () => ({ delivered, failed }),
    stop: async (graceMs) => {
      await Promise.all([...workers.values()].map(({ worker }) => worker.stop(graceMs)));
    },
  };
};

const owedNow = (notification: Notification): OutboxRow => ({
  ...notification,
  state: "pending",
  attempts: 0,
  nextAttemptAt: notification.createdAt,
  uncertain: false,
});
