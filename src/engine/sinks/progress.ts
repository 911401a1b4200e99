import type { Ledger } from "../../core/ledger.ts";
import type { SinkMemory } from "../../core/sink.ts";

const stateMemo = "progress";

interface State {
  /** What the configuration wrote where, when this began. */
  readonly key: string;
  /** Grows with every new beginning: what was noted before it does not count. */
  readonly epoch: number;
  /** The sequence of the last day value that was taken. */
  readonly days: number;
}

/**
 * How far a sink has come, kept in a ledger of its own: after a crash it goes on there. What was written since the last
 * note is written again, which is harmless.
 */
export class SinkProgress {
  readonly #ledger: Ledger;
  #state: State;

  private constructor(ledger: Ledger, state: State) {
    this.#ledger = ledger;
    this.#state = state;
  }

  /** Goes on where it ended; begins anew under another key. */
  static async open(ledger: Ledger, key: string): Promise<SinkProgress> {
    const known = readState(await ledger.memo(stateMemo));
    const progress = new SinkProgress(ledger, known ?? { key, epoch: 0, days: 0 });
    if (known?.key !== key) await progress.#save({ key, epoch: (known?.epoch ?? 0) + 1, days: 0 });
    return progress;
  }

  /** The sequence of the last day value that was taken; 0 at the beginning. */
  get days(): number {
    return this.#state.days;
  }

  async daysTaken(sequence: number): Promise<void> {
    if (sequence !== this.#state.days) await this.#save({ ...this.#state, days: sequence });
  }

  /** Until when (epoch ms) a series of runs was taken for good; absent at its beginning. */
  async runs(series: string): Promise<number | undefined> {
    const [epoch, until] = ((await this.#ledger.memo(runsMemo(series))) ?? "").split(" ");
    return Number(epoch) === this.#state.epoch && until !== undefined ? Number(until) : undefined;
  }

  async runsTaken(untils: ReadonlyMap<string, number>): Promise<void> {
    if (untils.size === 0) return;
    const { epoch } = this.#state;
    const memos = [...untils].map(([series, until]) => [runsMemo(series), `${epoch} ${until}`] as const);
    await this.#ledger.write({ memos: Object.fromEntries(memos) });
  }

  /** Everything is to be written again. */
  async restart(): Promise<void> {
    await this.#save({ ...this.#state, epoch: this.#state.epoch + 1, days: 0 });
  }

  async #save(state: State): Promise<void> {
    await this.#ledger.write({ memos: { [stateMemo]: `${state.epoch} ${state.days} ${state.key}` } });
    this.#state = state;
  }
}

const runsMemo = (series: string): string => `runs ${series}`;

const readState = (memo: string | undefined): State | undefined => {
  const [epoch, days, key] = memo?.split(" ") ?? [];
  return key === undefined ? undefined : { key, epoch: Number(epoch), days: Number(days) };
};

/** The ledger of a sink; no check's id has a colon. */
export const sinkLedgerId = (sinkId: string): string => `sink:${sinkId}`;

/** What a sink itself remembers, beside its progress. */
export const sinkMemory = (ledger: Ledger): SinkMemory => ({
  recall: (key) => ledger.memo(`own ${key}`),
  remember: (key, text) => ledger.write({ memos: { [`own ${key}`]: text } }),
});
