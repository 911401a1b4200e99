import type { Clock } from "../../core/clock.ts";
import type { SinkConfig } from "../../core/config.ts";
import { errorText } from "../../core/error-text.ts";
import type { OpenSink } from "../../core/sink.ts";
import type { Ledger } from "../../core/ledger.ts";
import { circuitMs, failuresUntilOpen, retryDelayMs } from "../delivery/backoff.ts";
import type { SinkHealth } from "../lookout.ts";
import { SinkProgress, sinkLedgerId, sinkMemory } from "./progress.ts";
import type { FedCheck, RunningPeriods } from "./run-feed.ts";
import type { SinkSource } from "./sink-source.ts";
import { writeRound, type RoundResult } from "./write-round.ts";

export interface SinkWorkerInput {
  readonly source: SinkSource;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** One line for the operator, without secrets. */
  readonly log: (line: string) => void;
}

/** The first round begins within this: many sinks do not all begin at once. */
const firstMs = 2000;
/** What was misplaced is written again at most so often: a table that is edited all day is not written all day. */
const restartEveryMs = 3_600_000;

/** Writes to one sink, one batch at a time, beside everything else. */
export class SinkWorker {
  readonly config: SinkConfig;
  readonly #input: SinkWorkerInput;
  readonly #sink: OpenSink;
  readonly #stopping = new AbortController();
  readonly #running: RunningPeriods = new Map();
  #checks: readonly FedCheck[] | undefined;
  #progress: SinkProgress | undefined;
  #round: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  #failuresInARow = 0;
  #isOpen = false;
  #trouble: string | undefined;
  #isComplete = false;
  #lastTakenAt: number | undefined;
  #pointsTotal = 0;
  #restartedAt = Number.NEGATIVE_INFINITY;
  #restartDue = false;
  #stopped = false;

  constructor(config: SinkConfig, input: SinkWorkerInput) {
    this.config = config;
    this.#input = input;
    this.#sink = config.open(sinkMemory(this.#ledger()));
  }

  start(): void {
    this.#wakeIn(firstMs * this.#input.random());
  }

  health(): SinkHealth {
    const { id, type, title } = this.config;
    return {
      id,
      type,
      title,
      circuit: this.#isOpen ? "open" : "closed",
      ...(this.#trouble !== undefined && { trouble: this.#trouble }),
      complete: this.#isComplete,
      points: this.#pointsTotal,
      ...(this.#lastTakenAt !== undefined && { lastTakenAt: this.#lastTakenAt }),
    };
  }

  /** Writes everything again from the beginning, soon. */
  rewrite(): void {
    this.#restartDue = true;
    this.#restartedAt = Number.NEGATIVE_INFINITY;
    if (!this.#round) this.#wakeIn(0);
  }

  /** Finishes the batch in flight, at most `graceMs`, and lets go of the sink. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    const cancel = this.#input.clock.schedule(graceMs, () => this.#stopping.abort());
    await this.#round;
    cancel();
    await this.#sink.close?.();
  }

  #ledger(): Ledger {
    return this.#input.source.store.ledger.of(sinkLedgerId(this.config.id));
  }

  #wakeIn(delayMs: number): void {
    if (this.#stopped) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#input.clock.schedule(delayMs, () => {
      this.#round ??= this.#roundAndNext();
    });
  }

  async #roundAndNext(): Promise<void> {
    const nextMs = await this.#write();
    this.#round = undefined;
    this.#wakeIn(nextMs);
  }

  /** One round; answers when the next one begins. Never rejects. */
  async #write(): Promise<number> {
    const { random, clock } = this.#input;
    try {
      const progress = (this.#progress ??= await SinkProgress.open(this.#ledger(), this.config.progressKey));
      if (this.#restartDue && clock.now() - this.#restartedAt >= restartEveryMs) {
        await progress.restart();
        this.#running.clear();
        this.#restartedAt = clock.now();
        this.#restartDue = false;
      }
      return this.#settle(await this.#writeRound(progress));
    } catch (error) {
      // The store, or a bug: the sink's own troubles are results.
      this.#failuresInARow += 1;
      this.#isComplete = false;
      this.#say(errorText(error), this.#failuresInARow >= failuresUntilOpen);
      return retryDelayMs(this.#failuresInARow, random());
    }
  }

  #writeRound(progress: SinkProgress): Promise<RoundResult> {
    const { source, clock } = this.#input;
    // After a reload some of the series may never come again.
    if (this.#checks !== source.checks()) this.#running.clear();
    this.#checks = source.checks();
    return writeRound(
      {
        source,
        clock,
        config: this.config,
        progress,
        running: this.#running,
        sink: this.#sink,
        isStopping: () => this.#stopped,
        onTaken: (points) => {
          this.#pointsTotal += points;
          this.#lastTakenAt = clock.now();
          this.#failuresInARow = 0;
        },
      },
      this.#stopping.signal,
    );
  }

  /** What a round says about the sink, and when the next one begins, ms. */
  #settle(round: RoundResult): number {
    this.#isComplete = round.kind === "complete" && round.misplaced === undefined;
    if (round.kind === "complete") {
      this.#failuresInARow = 0;
      if (round.misplaced === undefined) this.#say(undefined, false);
      else this.#say(`${round.misplaced}: everything is written again`, false);
      this.#restartDue ||= round.misplaced !== undefined;
      const { clock } = this.#input;
      if (!this.#restartDue) return this.config.everyMs;
      return Math.min(this.config.everyMs, Math.max(0, this.#restartedAt + restartEveryMs - clock.now()));
    }
    const { result } = round;
    switch (result.kind) {
      case "wait":
        return result.retryAfterMs;
      case "refused":
      case "unauthorized":
        this.#say(`${result.detail}. ${result.remedy}`, true);
        return circuitMs;
      case "failed":
        this.#failuresInARow += 1;
        if (this.#failuresInARow >= failuresUntilOpen) this.#say(result.detail, true);
        return retryDelayMs(this.#failuresInARow, this.#input.random(), result.retryAfterMs);
    }
  }

  /** Notes what is wrong, or that nothing is, and tells the operator once. */
  #say(trouble: string | undefined, isOpen: boolean): void {
    const { id } = this.config;
    if (trouble !== this.#trouble)
      this.#input.log(trouble === undefined ? `Sink ${id}: writing again` : `Sink ${id}: ${trouble}`);
    this.#trouble = trouble;
    this.#isOpen = isOpen;
  }
}
