import { RunFields } from "./run-fields.ts";

const copied = new RunFields();

/** Runs of one check, each field a list: the form that blocks are made from and that reading makes again. */
export class RunColumns {
  length = 0;
  slot = new Float64Array(64);
  status = new Uint8Array(64);
  locationId = new Float64Array(64);
  shapeId = new Float64Array(64);
  delayMs = new Float64Array(64);
  durationMs = new Float64Array(64);
  /** Where in `values` those of a run begin. */
  valuesAt = new Uint32Array(65);
  values = new Float64Array(512);
  /** The runs by slot and location, each once: places in the other columns. See `sort`. */
  order: number[] = [];

  clear(): void {
    this.length = 0;
    this.order.length = 0;
    this.valuesAt[0] = 0;
  }

  /** Room for so many more runs. */
  ensure(runs: number): void {
    const wanted = this.length + runs;
    if (wanted <= this.slot.length) return;
    const size = 2 * wanted;
    this.slot = grown(this.slot, new Float64Array(size));
    this.status = grown(this.status, new Uint8Array(size));
    this.locationId = grown(this.locationId, new Float64Array(size));
    this.shapeId = grown(this.shapeId, new Float64Array(size));
    this.delayMs = grown(this.delayMs, new Float64Array(size));
    this.durationMs = grown(this.durationMs, new Float64Array(size));
    this.valuesAt = grown(this.valuesAt, new Uint32Array(size + 1));
  }

  /** Room for so many values in all. */
  ensureValues(count: number): void {
    if (count > this.values.length) this.values = grown(this.values, new Float64Array(2 * count));
  }

  add(run: RunFields): void {
    this.ensure(1);
    const at = this.length++;
    const from = this.valuesAt[at] ?? 0;
    this.ensureValues(from + run.count);
    this.slot[at] = run.slot;
    this.status[at] = run.status;
    this.locationId[at] = run.locationId;
    this.shapeId[at] = run.shapeId;
    this.delayMs[at] = run.delayMs;
    this.durationMs[at] = run.durationMs;
    for (let index = 0; index < run.count; index++) this.values[from + index] = run.values[index] ?? 0;
    this.valuesAt[at + 1] = from + run.count;
  }

  /** Adds one run of another list. */
  copy(from: RunColumns, at: number): void {
    from.read(at, copied);
    this.add(copied);
  }

  /** Fills `order`; of runs with the same slot and location the one that was added last is kept. */
  sort(): void {
    const { slot, locationId, order } = this;
    order.length = 0;
    let isOrdered = true;
    for (let at = 0; at < this.length; at++) {
      order.push(at);
      if (at > 0 && this.#compare(at - 1, at) >= 0) isOrdered = false;
    }
    if (isOrdered) return;
    order.sort((left, right) => this.#compare(left, right) || right - left);
    let kept = 0;
    for (const at of order) {
      const last = order[kept - 1] ?? -1;
      if (kept > 0 && slot[last] === slot[at] && locationId[last] === locationId[at]) continue;
      order[kept++] = at;
    }
    order.length = kept;
  }

  /** Copies one run out. */
  read(at: number, into: RunFields): void {
    into.slot = this.slot[at] ?? 0;
    into.status = this.status[at] ?? 0;
    into.locationId = this.locationId[at] ?? 0;
    into.shapeId = this.shapeId[at] ?? 0;
    into.delayMs = this.delayMs[at] ?? 0;
    into.durationMs = this.durationMs[at] ?? 0;
    const from = this.valuesAt[at] ?? 0;
    into.count = (this.valuesAt[at + 1] ?? from) - from;
    into.ensure(into.count);
    for (let index = 0; index < into.count; index++) into.values[index] = this.values[from + index] ?? 0;
  }

  #compare(left: number, right: number): number {
    return (
      (this.slot[left] ?? 0) - (this.slot[right] ?? 0) ||
      (this.locationId[left] ?? 0) - (this.locationId[right] ?? 0)
    );
  }
}

const grown = <Column extends Float64Array | Uint8Array | Uint32Array>(from: Column, to: Column): Column => {
  to.set(from);
  return to;
};
