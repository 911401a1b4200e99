import type { Notification, OutboxRow } from "../core/notification.ts";
import { StoreError, type Card, type Outbox, type Settlement } from "../core/store.ts";
import type { Recorder } from "./recorder.ts";
import { isWait } from "./recorder-refusal.ts";

/**
 * The outbox as delivery sees it: while the store refuses writes, what delivery would write is remembered here, told
 * to whoever asks, and written in the same order once the store takes it again. So a person is told while the disk is
 * full, and what was delivered then is not sent again afterwards.
 */
export class HeldOutbox implements Outbox {
  readonly #outbox: Outbox;
  readonly #recorder: Pick<Recorder, "isHolding" | "defer">;
  /** What is owed; while writes are held, also what was settled meanwhile. */
  readonly #rows = new Map<string, OutboxRow>();
  /** Cards whose writing is held, by incident and channel. */
  #cards: readonly Card[] = [];
  #writesHeld = 0;

  constructor(outbox: Outbox, recorder: Pick<Recorder, "isHolding" | "defer">) {
    this.#outbox = outbox;
    this.#recorder = recorder;
  }

  /** Notes what is in the outbox from now on, or will be. */
  note(notifications: readonly Notification[]): void {
    for (const notification of notifications)
      if (!this.#rows.has(notification.id)) this.#rows.set(notification.id, owedNow(notification));
  }

  /** What is owed as memory knows it. */
  inMemory(): readonly OutboxRow[] {
    return [...this.#rows.values()].filter(isOwed);
  }

  async owed(): Promise<readonly OutboxRow[]> {
    const kept = await this.#read(() => this.#outbox.owed(), []);
    for (const row of kept) if (!this.#isHolding() || !this.#rows.has(row.id)) this.#rows.set(row.id, row);
    return this.#isHolding() ? this.inMemory().toSorted(byAge) : kept;
  }

  async add(notifications: readonly Notification[]): Promise<void> {
    this.note(notifications);
    await this.#write(() => this.#outbox.add(notifications));
  }

  async begin(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row) this.#rows.set(id, { ...row, state: "sending", attempts: row.attempts + 1 });
    }
    await this.#write(() => this.#outbox.begin(ids));
  }

  async settle(change: Parameters<Outbox["settle"]>[0]): Promise<void> {
    const isHeld = await this.#write(() => this.#outbox.settle(change));
    if (isHeld && change.cards) this.#cards = [...change.cards, ...this.#cards];
    for (const id of change.ids) this.#note(id, change.settlement, isHeld);
  }

  async cards(channel: string, incidentIds: readonly string[]): Promise<readonly Card[]> {
    const held = this.#cards.filter(
      (card) => card.channel === channel && incidentIds.includes(card.incidentId),
    );
    const kept = await this.#read(() => this.#outbox.cards(channel, incidentIds), []);
    return withoutRepeats([...held, ...kept]);
  }

  async cardMembers(channel: string, cardId: string): Promise<readonly Card[]> {
    const held = this.#cards.filter((card) => card.channel === channel && card.cardId === cardId);
    const kept = await this.#read(() => this.#outbox.cardMembers(channel, cardId), []);
    return withoutRepeats([...held, ...kept]);
  }

  async list(query: Parameters<Outbox["list"]>[0]): ReturnType<Outbox["list"]> {
    const page = await this.#read(() => this.#outbox.list(query), { items: [] });
    if (!this.#isHolding()) return page;
    const known = new Set(page.items.map(({ id }) => id));
    const held = [...this.#rows.values()]
      .filter((row) => isAskedFor(row, query) && !known.has(row.id))
      .map((row) => ({ ...row, log: [] }));
    return { ...page, items: [...held, ...page.items] };
  }

  async get(id: string): Promise<OutboxRow | undefined> {
    const held = this.#isHolding() ? this.#rows.get(id) : undefined;
    return held ?? this.#outbox.get(id);
  }

  #isHolding(): boolean {
    return this.#writesHeld > 0 || this.#recorder.isHolding();
  }

  /** Answers true when the write is held: what waits is not overtaken. */
  async #write(write: () => Promise<void>): Promise<boolean> {
    if (!this.#isHolding()) {
      try {
        await write();
        return false;
      } catch (error) {
        if (!isWait(error)) throw error;
      }
    }
    this.#writesHeld += 1;
    this.#recorder.defer(async () => {
      try {
        await write();
      } catch (error) {
        if (!isWait(error)) this.#release();
        throw error;
      }
      this.#release();
    });
    return true;
  }

  /** While writes are held a store that cannot be read has nothing to add. */
  async #read<T>(read: () => Promise<T>, nothing: T): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof StoreError && this.#isHolding()) return nothing;
      throw error;
    }
  }

  #note(id: string, settlement: Settlement, isHeld: boolean): void {
    const row = this.#rows.get(id);
    if (!row) return;
    const settled = { ...row, ...settlement };
    if (isHeld || isOwed(settled)) this.#rows.set(id, settled);
    else this.#rows.delete(id);
  }

  #release(): void {
    this.#writesHeld -= 1;
    if (this.#writesHeld > 0) return;
    this.#cards = [];
    for (const row of this.#rows.values()) if (!isOwed(row)) this.#rows.delete(row.id);
  }
}

const isOwed = ({ state }: OutboxRow): boolean => state === "pending" || state === "sending";

const byAge = (left: OutboxRow, right: OutboxRow): number =>
  left.createdAt - right.createdAt || left.sequence - right.sequence;

const isAskedFor = (row: OutboxRow, { incidentId, channel, state }: Parameters<Outbox["list"]>[0]): boolean =>
  (incidentId === undefined || row.incidentId === incidentId) &&
  (channel === undefined || row.channel === channel) &&
  (state === undefined || row.state === state);

/** The first of each incident and channel: what is held is newer than what is kept. */
const withoutRepeats = (cards: readonly Card[]): readonly Card[] =>
  cards.filter(
    (card, index) =>
      cards.findIndex((other) => other.channel === card.channel && other.incidentId === card.incidentId) ===
      index,
  );

const owedNow = (notification: Notification): OutboxRow => ({
  ...notification,
  state: "pending",
  attempts: 0,
  nextAttemptAt: notification.createdAt,
  uncertain: false,
});
