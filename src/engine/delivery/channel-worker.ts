import { errorText } from "../../core/error-text.ts";
import type { Clock } from "../../core/clock.ts";
import type { ChannelConfig } from "../../core/config.ts";
import type { Message } from "../../core/message/message.ts";
import type { IncidentFacts, Notification, OutboxRow } from "../../core/notification.ts";
import type { Channel, DeliveryResult } from "../../core/notifier.ts";
import type { Card, Outbox } from "../../core/store.ts";
import type { ChannelHealth } from "../lookout.ts";
import { circuitMs, failuresUntilOpen } from "./backoff.ts";
import { announcedKind, plan, type Unit } from "./plan.ts";
import { settle } from "./settle.ts";
import { Summaries } from "./summaries.ts";

const maxDone = 1000;
/** A pause after an error of our own (the store), so that it is not met in a tight loop. */
const troublePauseMs = 5000;

export interface WorkerSurroundings {
  readonly outbox: Outbox;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly render: (
    kind: Notification["kind"],
    facts: readonly IncidentFacts[],
  ) => { readonly card: Message; readonly note: string };
  /** Facts of an incident as it is now. */
  readonly currentFacts: (incidentId: string) => Promise<IncidentFacts | undefined>;
  /** Called after each attempt. */
  readonly onSettled: (rows: readonly OutboxRow[], result: DeliveryResult) => void;
}

/** Delivers one channel's notifications, one at a time, in order per incident. */
export class ChannelWorker {
  readonly config: ChannelConfig;
  readonly #surroundings: WorkerSurroundings;
  readonly #channel: Channel;
  readonly #summaries: Summaries;
  readonly #stopping = new AbortController();
  readonly #rows = new Map<string, OutboxRow>();
  /** Ids settled lately: a row handed over twice is delivered once. */
  readonly #done = new Set<string>();
  #pausedUntil = 0;
  #failuresInARow = 0;
  #trouble: string | undefined;
  #lastDeliveredAt: number | undefined;
  #attempt: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  #stopped = false;

  constructor(config: ChannelConfig, surroundings: WorkerSurroundings) {
    this.config = config;
    this.#surroundings = surroundings;
    this.#channel = config.open();
    this.#summaries = new Summaries(config.id, surroundings.outbox);
  }

  /** Takes rows to deliver. */
  add(rows: readonly OutboxRow[]): void {
    const take = () => {
      for (const row of rows)
        if (!this.#rows.has(row.id) && !this.#done.has(row.id)) this.#rows.set(row.id, row);
      this.#pump();
    };
    // Without its cards a summary is only continued as a new message.
    this.#summaries.restore(rows).then(take, take);
  }

  health(): ChannelHealth {
    const { id, type, title } = this.config;
    const rows = [...this.#rows.values()];
    return {
      id,
      type,
      title,
      circuit: this.#trouble === undefined ? "closed" : "open",
      ...(this.#trouble !== undefined && { trouble: this.#trouble }),
      owed: rows.length,
      ...(rows.length > 0 && { oldestOwedAt: Math.min(...rows.map(({ createdAt }) => createdAt)) }),
      ...(this.#lastDeliveredAt !== undefined && { lastDeliveredAt: this.#lastDeliveredAt }),
    };
  }

  /** Finishes the attempt in flight, at most `graceMs`, and lets go of the channel. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    const cancel = this.#surroundings.clock.schedule(graceMs, () => this.#stopping.abort());
    await this.#attempt;
    cancel();
    await this.#channel.close?.();
  }

  /** Sends what is due, or arms a timer for what is due next. */
  #pump(): void {
    if (this.#stopped || this.#attempt || this.#rows.size === 0) return;
    const now = this.#surroundings.clock.now();
    if (this.#pausedUntil > now) return this.#wakeAt(this.#pausedUntil);
    const rows = [...this.#rows.values()].toSorted(byAge);
    const next = plan(rows, now, { ...this.config.group, ...this.#summaries.at(now) });
    if (!next) return;
    if ("waitUntil" in next) return this.#wakeAt(next.waitUntil);
    this.#attempt = this.#deliver(next.unit)
      .catch((error: unknown) => {
        this.#trouble = errorText(error);
        this.#pausedUntil = this.#surroundings.clock.now() + troublePauseMs;
      })
      .finally(() => {
        this.#attempt = undefined;
        this.#pump();
      });
  }

  #wakeAt(at: number): void {
    const { clock } = this.#surroundings;
    this.#cancelTimer?.();
    this.#cancelTimer = clock.schedule(at - clock.now(), () => this.#pump());
  }

  async #deliver(unit: Unit): Promise<void> {
    const facts = await this.#factsOf(unit);
    const known = await this.#summaries.knownCard(unit);
    const kind = announcedKind(unit);
    const attempt = unit.lead.attempts + 1;
    await this.#surroundings.outbox.begin([unit.lead.id]);
    const result = await this.#channel
      .deliver({
        notification: { ...unit.lead, kind, facts },
        attempt,
        uncertain: unit.lead.uncertain,
        ...this.#surroundings.render(kind, facts),
        ...(known && { ref: known.ref }),
        signal: this.#stopping.signal,
      })
      .catch((error: unknown): DeliveryResult => ({
        kind: "failed",
        detail: `Notifier failed: ${String(error)}`,
      }));
    await this.#finish(unit, result, known, attempt);
  }

  async #factsOf(unit: Unit): Promise<readonly IncidentFacts[]> {
    const newest = new Map(
      unit.rows.flatMap((row) => row.facts.map((facts) => [facts.incident.id, facts] as const)),
    );
    if (unit.cardId !== undefined)
      for (const { incidentId } of await this.#surroundings.outbox.cardMembers(this.config.id, unit.cardId)) {
        const facts = await this.#surroundings.currentFacts(incidentId);
        if (facts) newest.set(incidentId, facts);
      }
    return [...newest.values()];
  }

  async #finish(
    unit: Unit,
    result: DeliveryResult,
    known: Card | undefined,
    attempts: number,
  ): Promise<void> {
    const { outbox, clock, random, onSettled } = this.#surroundings;
    const now = clock.now();
    const cardId = unit.cardId ?? known?.cardId ?? unit.lead.id;
    const ref = result.kind === "delivered" ? (result.ref ?? known?.ref) : undefined;
    const incidentIds = new Set(unit.rows.flatMap(({ incidentId }) => incidentId ?? []));
    const channel = this.config.id;
    const settled = await settle(outbox, unit, result, {
      now,
      attempts,
      random: random(),
      stopping: this.#stopping.signal.aborted,
      cards: ref ? [...incidentIds].map((incidentId) => ({ channel, incidentId, cardId, ref })) : [],
    });
    for (const row of settled) this.#keep(row);
    if (result.kind === "delivered") this.#summaries.delivered(unit, cardId, now);
    this.#note(result, now);
    onSettled(settled, result);
  }

  #keep(row: OutboxRow): void {
    if (row.state === "pending") {
      this.#rows.set(row.id, row);
      return;
    }
    this.#rows.delete(row.id);
    if (row.state === "dead") return;
    this.#done.add(row.id);
    for (const oldest of this.#done) if (this.#done.size > maxDone) this.#done.delete(oldest);
  }

  /** What an attempt says about the channel itself. */
  #note(result: DeliveryResult, now: number): void {
    switch (result.kind) {
      case "delivered":
        this.#failuresInARow = 0;
        this.#trouble = undefined;
        this.#lastDeliveredAt = now;
        return;
      case "wait":
        this.#pausedUntil = now + result.retryAfterMs;
        return;
      case "unauthorized":
        this.#pausedUntil = now + circuitMs;
        this.#trouble = withRemedy(result);
        return;
      case "rejected":
        this.#trouble = withRemedy(result);
        return;
      case "failed":
      case "uncertain":
        this.#failuresInARow += 1;
        if (this.#failuresInARow >= failuresUntilOpen) this.#trouble = result.detail;
        return;
    }
  }
}

const byAge = (left: OutboxRow, right: OutboxRow): number =>
  left.createdAt - right.createdAt || left.sequence - right.sequence;

const withRemedy = ({ detail, remedy }: { readonly detail: string; readonly remedy?: string }): string =>
  remedy === undefined ? detail : `${detail}. ${remedy}`;
