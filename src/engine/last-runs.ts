import type { Judgement, Reading } from "../core/outcome.ts";
import type { RunRecord } from "../core/store.ts";
import { grownFloats, grownInts } from "./columns.ts";
import { JudgementPool } from "./judgement-pool.ts";
import { ReadingShapes } from "./reading-shapes.ts";

/** Places in the columns of a seat: three times, then as many readings as a run with TLS gives. */
const maxReadings = 10;
const width = 3 + maxReadings;

/** So many runs at most are remembered with what was seen on the wire; the store has it of all. */
const maxEvidence = 5000;

const none: readonly Judgement[] = [];

/**
 * The latest run of every check by seat. A good run lies here as numbers, with its names, units and judgements shared
 * with the others of its kind, and becomes a record when somebody asks; any other is kept as it came.
 */
export class LastRuns {
  readonly #whole: (RunRecord | undefined)[] = [];
  #numbers = new Float64Array(64);
  /** Number of the readings' shape + 1; 0 for a seat that has no good run. */
  #shapeOf = new Int32Array(64);
  readonly #judgements: (readonly Judgement[] | undefined)[] = [];
  readonly #locations: (string | undefined)[] = [];
  readonly #shapes = new ReadingShapes();
  readonly #pool = new JudgementPool();
  #evidence = 0;

  set(seat: number, record: RunRecord): void {
    const { outcome } = record;
    if (this.#whole[seat] !== undefined) this.#dropWhole(seat);
    this.#shapeOf = grownInts(this.#shapeOf, seat + 1);
    const isSmall =
      outcome.status === "up" && outcome.evidence === undefined && outcome.readings.length <= maxReadings;
    if (isSmall) this.#setSmall(seat, record);
    else this.#setWhole(seat, record);
  }

  get(seat: number, checkId: string): RunRecord | undefined {
    const shape = (this.#shapeOf[seat] ?? 0) - 1;
    if (shape < 0) return this.#whole[seat];
    const at = seat * width;
    const readings = this.#shapes
      .at(shape)
      .map(({ name, unit }, index): Reading => ({ name, value: this.#numbers[at + 3 + index] ?? 0, unit }));
    return {
      checkId,
      location: this.#locations[seat] ?? "",
      slot: this.#numbers[at] ?? 0,
      startedAt: this.#numbers[at + 1] ?? 0,
      durationMs: this.#numbers[at + 2] ?? 0,
      outcome: { status: "up", readings, judgements: this.#judgements[seat] ?? none },
    };
  }

  /** When the run began; the same as `get` says, without making a record. */
  startedAt(seat: number): number | undefined {
    return (this.#shapeOf[seat] ?? 0) > 0 ? this.#numbers[seat * width + 1] : this.#whole[seat]?.startedAt;
  }

  delete(seat: number): void {
    this.#dropWhole(seat);
    if (seat < this.#shapeOf.length) this.#shapeOf[seat] = 0;
    this.#judgements[seat] = undefined;
  }

  #setSmall(seat: number, { slot, startedAt, durationMs, location, outcome }: RunRecord): void {
    const { readings, judgements } = outcome;
    const at = seat * width;
    this.#numbers = grownFloats(this.#numbers, at + width);
    this.#numbers[at] = slot;
    this.#numbers[at + 1] = startedAt;
    this.#numbers[at + 2] = durationMs;
    for (let index = 0; index < readings.length; index++)
      this.#numbers[at + 3 + index] = readings[index]?.value ?? 0;
    const before = (this.#shapeOf[seat] ?? 0) - 1;
    this.#shapeOf[seat] = this.#shapes.number(readings, before) + 1;
    this.#judgements[seat] = this.#pool.share(judgements, this.#judgements[seat]);
    this.#locations[seat] = location;
  }

  #setWhole(seat: number, record: RunRecord): void {
    const { evidence, ...outcome } = record.outcome;
    const isKept = evidence === undefined || this.#evidence < maxEvidence;
    this.#whole[seat] = isKept ? record : { ...record, outcome };
    if (evidence && isKept) this.#evidence += 1;
    this.#shapeOf[seat] = 0;
  }

  #dropWhole(seat: number): void {
    if (this.#whole[seat]?.outcome.evidence) this.#evidence -= 1;
    this.#whole[seat] = undefined;
  }
}
