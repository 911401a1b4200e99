import type { OutboxRow } from "../../core/notification.ts";
import type { Card, Outbox } from "../../core/store.ts";
import type { Unit } from "./plan.ts";

/** First messages count towards a storm for this long, and its summary takes in new incidents for as long. */
const stormMs = 60_000;

/** One channel's summaries: which incidents share a card, and whether a storm goes on. */
export class Summaries {
  readonly #channel: string;
  readonly #outbox: Outbox;
  /** Incident id to the card it shares with others. */
  readonly #cards = new Map<string, string>();
  #firstsAt: number[] = [];
  #latest: { readonly cardId: string; readonly joinedAt: number } | undefined;

  constructor(channel: string, outbox: Outbox) {
    this.#channel = channel;
    this.#outbox = outbox;
  }

  /** What the plan needs to know at `now`. */
  at(now: number): {
    recentFirsts: number;
    summaryOf: (id: string) => string | undefined;
    openSummary: string | undefined;
  } {
    this.#firstsAt = this.#firstsAt.filter((at) => at > now - stormMs);
    const isOpen = this.#latest !== undefined && this.#latest.joinedAt > now - stormMs;
    return {
      recentFirsts: this.#firstsAt.length,
      summaryOf: (incidentId) => this.#cards.get(incidentId),
      openSummary: isOpen ? this.#latest?.cardId : undefined,
    };
  }

  /** After a restart the cards in the store tell which incidents share one. */
  async restore(rows: readonly OutboxRow[]): Promise<void> {
    const ids = rows.flatMap(({ incidentId }) => incidentId ?? []).filter((id) => !this.#cards.has(id));
    for (const card of await this.#outbox.cards(this.#channel, [...new Set(ids)])) {
      const members = await this.#outbox.cardMembers(this.#channel, card.cardId);
      if (members.length > 1) this.#cards.set(card.incidentId, card.cardId);
    }
  }

  /** The card that a unit edits, if one of its incidents has one or it joins one. */
  async knownCard(unit: Unit): Promise<Card | undefined> {
    const ids = unit.rows.flatMap(({ incidentId }) => incidentId ?? []);
    const [own] = await this.#outbox.cards(this.#channel, ids);
    if (own || unit.cardId === undefined) return own;
    const [shared] = await this.#outbox.cardMembers(this.#channel, unit.cardId);
    return shared;
  }

  /** Notes what was delivered. */
  delivered(unit: Unit, cardId: string, now: number): void {
    const ids = unit.rows.flatMap(({ incidentId }) => incidentId ?? []);
    if (unit.first) this.#firstsAt.push(now);
    if (unit.first && unit.cardId !== undefined) {
      this.#latest = { cardId, joinedAt: now };
      for (const id of ids) this.#cards.set(id, cardId);
    }
    for (const { kind, incidentId } of unit.rows)
      if (kind === "resolved" && incidentId !== undefined) this.#cards.delete(incidentId);
  }
}
