/** What can stand in one ring at a time. */
export interface Linked<T> {
  before: T | undefined;
  after: T | undefined;
}

/** A queue that anyone may leave from the middle. */
export class Ring<T extends Linked<T>> {
  #first: T | undefined;
  #last: T | undefined;

  first(): T | undefined {
    return this.#first;
  }

  push(item: T): void {
    item.before = this.#last;
    item.after = undefined;
    if (this.#last) this.#last.after = item;
    else this.#first = item;
    this.#last = item;
  }

  /** The item must stand in this ring. */
  remove(item: T): void {
    if (item.before) item.before.after = item.after;
    else this.#first = item.after;
    if (item.after) item.after.before = item.before;
    else this.#last = item.before;
    item.before = undefined;
    item.after = undefined;
  }
}
