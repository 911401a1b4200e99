import type { ChannelConfig } from "../../core/config.ts";
import type { Notification, OutboxRow } from "../../core/notification.ts";
import type { DeliveryResult } from "../../core/notifier.ts";
import type { ChannelHealth } from "../lookout.ts";
import { ChannelWorker, type WorkerSurroundings } from "./channel-worker.ts";

/** Attempts in flight get this long when a channel leaves or changes. */
const changeGraceMs = 5000;

export interface DeliveryInput extends Omit<WorkerSurroundings, "onSettled"> {
  readonly newId: () => string;
  readonly onDelivery: (row: OutboxRow) => void;
  readonly onError: (error: unknown) => void;
}

/** Delivers what the outbox owes, each channel by itself, and tells the fallback when a channel is dead. */
export class Delivery {
  readonly #input: DeliveryInput;
  readonly #workers = new Map<string, ChannelWorker>();
  #delivered = 0;
  #failed = 0;

  constructor(input: DeliveryInput) {
    this.#input = input;
  }

  /** Takes the channels to speak to; unchanged ones (by fingerprint) keep their session and their queue. */
  async setChannels(channels: readonly ChannelConfig[]): Promise<void> {
    const wanted = new Map(channels.map((config) => [config.id, config]));
    const leaving = [...this.#workers.values()].filter(
      ({ config }) => wanted.get(config.id)?.fingerprint !== config.fingerprint,
    );
    await Promise.all(leaving.map((worker) => worker.stop(changeGraceMs)));
    for (const { config } of leaving) this.#workers.delete(config.id);
    const owed = await this.#input.outbox.owed();
    for (const config of channels) if (!this.#workers.has(config.id)) this.#open(config, owed);
    await this.#bury(owed.filter(({ channel }) => !wanted.has(channel)));
  }

  /** Notifications that are in the outbox now. */
  take(notifications: readonly Notification[]): void {
    for (const notification of notifications) {
      const worker = this.#workers.get(notification.channel);
      worker?.add([owedNow(notification)]);
      this.#fallbackNeeds(notification)
        .then((needs) => (needs ? this.#tellFallback(notification.channel, [notification]) : undefined))
        .catch(this.#input.onError);
    }
  }

  /** A row that was dead and is owed again. */
  resume(row: OutboxRow): void {
    this.#workers.get(row.channel)?.add([row]);
  }

  health(): readonly ChannelHealth[] {
    return [...this.#workers.values()].map((worker) => worker.health());
  }

  counters(): { readonly delivered: number; readonly failed: number } {
    return { delivered: this.#delivered, failed: this.#failed };
  }

  async stop(graceMs: number): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.stop(graceMs)));
  }

  #open(config: ChannelConfig, owed: readonly OutboxRow[]): void {
    const onSettled = (rows: readonly OutboxRow[], result: DeliveryResult) =>
      this.#settled(config.id, rows, result);
    const worker = new ChannelWorker(config, { ...this.#input, onSettled });
    this.#workers.set(config.id, worker);
    worker.add(owed.filter(({ channel }) => channel === config.id));
  }

  #settled(channel: string, rows: readonly OutboxRow[], result: DeliveryResult): void {
    if (result.kind === "delivered") this.#delivered += 1;
    else if (result.kind !== "wait") this.#failed += 1;
    for (const row of rows) this.#input.onDelivery(row);
    if (this.#isOpen(channel)) this.#tellFallback(channel, rows).catch(this.#input.onError);
  }

  #isOpen(channel: string): boolean {
    return this.#workers.get(channel)?.health().circuit === "open";
  }

  /** While a channel is dead its fallback is told; whoever was told a beginning there is told the end there too. */
  async #fallbackNeeds(row: Notification): Promise<boolean> {
    if (this.#isOpen(row.channel)) return true;
    const fallback = this.#workers.get(row.channel)?.config.fallback;
    if (fallback === undefined || row.incidentId === undefined || row.kind !== "resolved") return false;
    const told = await this.#input.outbox.list({ incidentId: row.incidentId, channel: fallback, limit: 1 });
    return told.items.length > 0;
  }

  async #tellFallback(from: string, rows: readonly Notification[]): Promise<void> {
    const { outbox, newId } = this.#input;
    const channel = this.#workers.get(from)?.config.fallback;
    if (channel === undefined) return;
    for (const { incidentId, kind, sequence, createdAt, facts } of rows) {
      if (incidentId === undefined) continue;
      const told = await outbox.list({ incidentId, channel, limit: 100 });
      if (told.items.some((row) => row.sequence === sequence)) continue;
      const copy = { id: newId(), channel, kind, incidentId, sequence, createdAt, facts };
      await outbox.add([copy]);
      this.take([copy]);
    }
  }

  /** What is owed to a channel that is gone cannot be delivered; it stays visible and can be sent again later. */
  async #bury(rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    const now = this.#input.clock.now();
    const lastError = "The channel is no longer in the configuration";
    await this.#input.outbox.settle({
      ids: rows.map(({ id }) => id),
      settlement: { state: "dead", nextAttemptAt: now, uncertain: false, lastError, settledAt: now },
    });
  }
}

const owedNow = (notification: Notification): OutboxRow => ({
  ...notification,
  state: "pending",
  attempts: 0,
  nextAttemptAt: notification.createdAt,
  uncertain: false,
});
