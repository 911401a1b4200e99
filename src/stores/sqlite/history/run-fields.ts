/** One run as numbers, used again and again: reading a day must not make a thousand objects. */
export class RunFields {
  checkId = 0;
  slot = 0;
  /** As in run-row.ts. */
  status = 0;
  locationId = 0;
  shapeId = 0;
  delayMs = 0;
  durationMs = 0;
  /** How many values the run has. */
  count = 0;
  /** Longer than `count`, mostly. */
  values = new Float64Array(16);

  copy(): RunFields {
    const copy = new RunFields();
    copy.set(this);
    return copy;
  }

  /** Becomes equal to another run. */
  set(run: RunFields): void {
    this.checkId = run.checkId;
    this.slot = run.slot;
    this.status = run.status;
    this.locationId = run.locationId;
    this.shapeId = run.shapeId;
    this.delayMs = run.delayMs;
    this.durationMs = run.durationMs;
    this.count = run.count;
    this.ensure(run.count);
    for (let index = 0; index < run.count; index++) this.values[index] = run.values[index] ?? 0;
  }

  /** Room for so many values. */
  ensure(count: number): void {
    if (count <= this.values.length) return;
    const grown = new Float64Array(2 * count);
    grown.set(this.values);
    this.values = grown;
  }
}

/** How many decimals the values of a shape have as a rule: two for milliseconds, none for the rest. */
export type DecimalsOfShape = (shapeId: number) => Uint8Array;
