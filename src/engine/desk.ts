import type { Clock } from "../core/clock.ts";
import type { Config } from "../core/config.ts";
import type { Notification } from "../core/notification.ts";
import type { Silence, Store } from "../core/store.ts";
import type { Alerting } from "./alerting.ts";
import type { Delivery } from "./delivery/delivery.ts";
import type { Lookout } from "./lookout.ts";
import type { OverlayBook } from "./overlays.ts";
import type { Recorder } from "./recorder.ts";
import type { Roster } from "./roster.ts";

export interface DeskInput {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly config: () => Config;
  readonly roster: Roster;
  readonly overlays: OverlayBook;
  readonly alerting: Alerting;
  readonly recorder: Pick<Recorder, "flush">;
  readonly delivery: Pick<Delivery, "take" | "resume">;
  /** Called when other silences are in force. */
  readonly onSilences: () => void;
}

type Asked = "acknowledge" | "silence" | "endSilence" | "testChannel" | "resend";

/** What people ask of a running engine: acknowledge, silence, test, send again. */
export class Desk implements Pick<Lookout, Asked> {
  readonly #input: DeskInput;

  constructor(input: DeskInput) {
    this.#input = input;
  }

  async acknowledge(incidentId: string, by: string, note?: string): Promise<boolean> {
    const seats = this.#input.alerting.open(Number.POSITIVE_INFINITY);
    const seat = seats.find((each) => this.#input.alerting.stateAt(each).incident?.id === incidentId);
    const check = seat === undefined ? undefined : this.#input.roster.check(seat);
    if (!check) return false;
    this.#input.alerting.apply(check, { kind: "acknowledge", by, ...(note !== undefined && { note }) });
    await this.#input.recorder.flush();
    return true;
  }

  async silence(silence: Omit<Silence, "id">): Promise<Silence> {
    const made = { ...silence, id: this.#input.newId() };
    await this.#input.store.accounts.saveSilence(made);
    await this.#reloadSilences();
    return made;
  }

  async endSilence(id: string): Promise<boolean> {
    const now = this.#input.clock.now();
    const silence = this.#input.overlays.silences().find((each) => each.id === id && each.until > now);
    if (!silence) return false;
    await this.#input.store.accounts.saveSilence({ ...silence, until: now });
    await this.#reloadSilences();
    return true;
  }

  async testChannel(channelId: string): Promise<string | undefined> {
    if (!this.#input.config().channels.some(({ id }) => id === channelId)) return undefined;
    const notification: Notification = {
      id: this.#input.newId(),
      channel: channelId,
      kind: "test",
      sequence: 0,
      createdAt: this.#input.clock.now(),
      facts: [],
    };
    await this.#input.store.outbox.add([notification]);
    this.#input.delivery.take([notification]);
    return notification.id;
  }

  async resend(notificationId: string): Promise<boolean> {
    const row = await this.#input.store.outbox.get(notificationId);
    if (row?.state !== "dead") return false;
    const settlement = {
      state: "pending",
      nextAttemptAt: this.#input.clock.now(),
      uncertain: row.uncertain,
    } as const;
    await this.#input.store.outbox.settle({ ids: [row.id], settlement });
    this.#input.delivery.resume({ ...row, ...settlement });
    return true;
  }

  async #reloadSilences(): Promise<void> {
    const { overlays, store, clock, onSilences } = this.#input;
    overlays.set({ silences: await store.accounts.silences(clock.now()) });
    onSilences();
  }
}
