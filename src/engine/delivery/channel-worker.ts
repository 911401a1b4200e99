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

/** A summary takes in new incidents this long after its last one. */
const stormMs = 60_000;
const maxDone = 1000;

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
  /** Called after each attempt and when the circuit opens or closes. */
  readonly onSettled: (rows: readonly OutboxRow[], result: DeliveryResult) => void;
}

/** Delivers one channel's notifications, one at a time, in order per incident. */
export interface ChannelWorker {
  add(rows: readonly OutboxRow[]): void;
  owed(): readonly OutboxRow[];
  health(): ChannelHealth;
  /** Finishes the attempt in flight, at most `graceMs`, and lets go of the channel. */
  stop(graceMs: number): Promise<void>;
}

export const createChannelWorker = (
  config: ChannelConfig,
  surroundings: WorkerSurroundings,
): ChannelWorker => {
  const { outbox, clock } = surroundings;
  const stopping = new AbortController();
  const channel: Channel = config.open();
  const rows = new Map<string, OutboxRow>();
  /** Ids settled lately: a row handed over twice is delivered once. */
  const done = new Set<string>();
  /** Incident id to the card it shares with others. */
  const summaries = new Map<string, string>();
  let summary: { readonly cardId: string; readonly joinedAt: number } | undefined;
  let firstsAt: number[] = [];
  let pausedUntil = 0;
  let failuresInARow = 0;
  let trouble: string | undefined;
  let lastDeliveredAt: number | undefined;
  let attempt: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;
  let stopped = false;

  const wakeAt = (at: number) => {
    cancelTimer?.();
    cancelTimer = clock.schedule(at - clock.now(), pump);
  };
  const pump = () => {
    if (stopped || attempt) return;
    const now = clock.now();
    if (rows.size === 0) return;
    if (pausedUntil > now) return wakeAt(pausedUntil);
    firstsAt = firstsAt.filter((at) => at > now - stormMs);
    const openSummary = summary && summary.joinedAt > now - stormMs ? summary.cardId : undefined;
    const next = plan([...rows.values()], now, {
      ...config.group,
      recentFirsts: firstsAt.length,
      summaryOf: (incidentId) => summaries.get(incidentId),
      openSummary,
    });
    if (!next) return;
    if ("waitUntil" in next) return wakeAt(next.waitUntil);
    attempt = deliver(next.unit)
      .catch((error: unknown) => {
        trouble = error instanceof Error ? error.message : String(error);
        pausedUntil = clock.now() + 5000;
      })
      .finally(() => {
        attempt = undefined;
        pump();
      });
  };

  const factsOf = async (unit: Unit): Promise<readonly IncidentFacts[]> => {
    const newest = new Map(
      unit.rows.flatMap((row) => row.facts.map((facts) => [facts.incident.id, facts] as const)),
    );
    if (unit.cardId !== undefined)
      for (const member of await outbox.cardMembers(config.id, unit.cardId)) {
        const facts = await surroundings.currentFacts(member.incidentId);
        if (facts) newest.set(member.incidentId, facts);
      }
    return [...newest.values()];
  };

  const deliver = async (unit: Unit): Promise<void> => {
    const facts = await factsOf(unit);
    const known = await knownCards(outbox, config.id, unit);
    const kind = announcedKind(unit);
    await outbox.begin([unit.lead.id]);
    const attempts = unit.lead.attempts + 1;
    const result = await channel
      .deliver({
        notification: { ...unit.lead, kind, facts },
        attempt: attempts,
        uncertain: unit.lead.uncertain,
        ...surroundings.render(kind, facts),
        ...(known && { ref: known.ref }),
        signal: stopping.signal,
      })
      .catch((error: unknown): DeliveryResult => ({
        kind: "failed",
        detail: `Notifier failed: ${String(error)}`,
      }));
    await finish(unit, result, known, attempts);
  };

  const finish = async (unit: Unit, result: DeliveryResult, known: Card | undefined, attempts: number) => {
    const now = clock.now();
    const cardId = unit.cardId ?? known?.cardId ?? unit.lead.id;
    const incidentIds = [...new Set(unit.rows.flatMap(({ incidentId }) => incidentId ?? []))];
    const ref = result.kind === "delivered" ? (result.ref ?? known?.ref) : undefined;
    const settled = await settle(outbox, unit, result, {
      now,
      attempts,
      random: surroundings.random(),
      stopping: stopping.signal.aborted,
      cards: ref ? incidentIds.map((incidentId) => ({ channel: config.id, incidentId, cardId, ref })) : [],
    });
    for (const row of settled) {
      if (row.state === "pending") rows.set(row.id, row);
      else if (rows.delete(row.id) && row.state !== "dead") done.add(row.id);
    }
    for (const id of done) if (done.size > maxDone) done.delete(id);
    note(result, now);
    if (result.kind === "delivered" && unit.first) {
      firstsAt.push(now);
      if (unit.cardId !== undefined) {
        summary = { cardId, joinedAt: now };
        for (const incidentId of incidentIds) summaries.set(incidentId, cardId);
      }
    }
    if (result.kind === "delivered" && unit.lead.kind === "resolved")
      for (const incidentId of incidentIds) if (isOver(unit, incidentId)) summaries.delete(incidentId);
    surroundings.onSettled(settled, result);
  };

  /** What an attempt says about the channel itself. */
  const note = (result: DeliveryResult, now: number) => {
    switch (result.kind) {
      case "delivered":
        failuresInARow = 0;
        trouble = undefined;
        lastDeliveredAt = now;
        return;
      case "wait":
        pausedUntil = now + result.retryAfterMs;
        return;
      case "unauthorized":
        pausedUntil = now + circuitMs;
        trouble = result.remedy ? `${result.detail}. ${result.remedy}` : result.detail;
        return;
      case "failed":
      case "uncertain":
        failuresInARow += 1;
        if (failuresInARow >= failuresUntilOpen) trouble = result.detail;
        return;
      case "rejected":
        trouble = result.remedy ? `${result.detail}. ${result.remedy}` : result.detail;
    }
  };

  return {
    add: (added) => {
      const take = () => {
        for (const row of added) if (!rows.has(row.id) && !done.has(row.id)) rows.set(row.id, row);
        pump();
      };
      restoreSummaries(outbox, config.id, added, summaries).then(take, take);
    },
    owed: () => [...rows.values()],
    health: () => {
      const oldest = Math.min(...[...rows.values()].map(({ createdAt }) => createdAt));
      return {
        id: config.id,
        type: config.type,
        title: config.title,
        circuit: trouble === undefined ? "closed" : "open",
        ...(trouble !== undefined && { trouble }),
        owed: rows.size,
        ...(rows.size > 0 && { oldestOwedAt: oldest }),
        ...(lastDeliveredAt !== undefined && { lastDeliveredAt }),
      };
    },
    stop: async (graceMs) => {
      stopped = true;
      cancelTimer?.();
      const cancel = clock.schedule(graceMs, () => stopping.abort());
      await attempt;
      cancel();
      await channel.close?.();
    },
  };
};

const isOver = (unit: Unit, incidentId: string): boolean =>
  unit.rows.some((row) => row.incidentId === incidentId && row.kind === "resolved");

/** The card that this unit edits, if one of its incidents has one. */
const knownCards = async (outbox: Outbox, channel: string, unit: Unit): Promise<Card | undefined> => {
  const ids = unit.rows.flatMap(({ incidentId }) => incidentId ?? []);
  const [own] = await outbox.cards(channel, ids);
  if (own || unit.cardId === undefined) return own;
  const [shared] = await outbox.cardMembers(channel, unit.cardId);
  return shared;
};

/** After a restart the cards in the store tell which incidents share one. */
const restoreSummaries = async (
  outbox: Outbox,
  channel: string,
  rows: readonly OutboxRow[],
  summaries: Map<string, string>,
): Promise<void> => {
  const ids = rows.flatMap(({ incidentId }) => incidentId ?? []).filter((id) => !summaries.has(id));
  for (const card of await outbox.cards(channel, [...new Set(ids)])) {
    const members = await outbox.cardMembers(channel, card.cardId);
    if (members.length > 1) summaries.set(card.incidentId, card.cardId);
  }
};
