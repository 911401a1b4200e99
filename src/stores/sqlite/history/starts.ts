/** The moments at which pieces of history begin, kept in order so that only hours with something in them are read. */
export class Starts {
  readonly #known = new Set<number>();
  #ordered: number[] | undefined = [];

  add(start: number): void {
    if (this.#known.has(start)) return;
    this.#known.add(start);
    const last = this.#ordered?.at(-1);
    if (last === undefined || start > last) this.#ordered?.push(start);
    else this.#ordered = undefined;
  }

  has(start: number): boolean {
    return this.#known.has(start);
  }

  delete(start: number): void {
    if (this.#known.delete(start)) this.#ordered = undefined;
  }

  deleteBefore(until: number): void {
    for (const start of this.#known) if (start < until) this.delete(start);
  }

  /** Ascending. */
  all(): readonly number[] {
    this.#ordered ??= [...this.#known].sort((left, right) => left - right);
    return this.#ordered;
  }
}
