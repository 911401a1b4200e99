import { grownFloats, grownInts } from "./columns.ts";

/** Each parent has four children: less deep than two, and their numbers lie side by side in memory. */
const arity = 4;
const nowhere = -1;

/**
 * Numbered keys by due time, the earliest first. In typed arrays: 100,000 entries take 2 MB, no object, and nothing
 * for the garbage collector to walk.
 */
export class DueHeap {
  #due = new Float64Array(64);
  #keys = new Int32Array(64);
  /** By key: where in the heap it is. */
  #places = new Int32Array(64).fill(nowhere);
  #size = 0;

  /** The earliest key; -1 when there is none. */
  first(): number {
    return this.#size === 0 ? nowhere : (this.#keys[0] ?? nowhere);
  }

  /** When the key is due; infinity when it is not in the heap. */
  due(key: number): number {
    const place = this.#place(key);
    return place === nowhere ? Number.POSITIVE_INFINITY : (this.#due[place] ?? 0);
  }

  /** Adds the key, or moves it to another time. */
  set(key: number, due: number): void {
    let place = this.#place(key);
    if (place === nowhere) {
      place = this.#size++;
      this.#due = grownFloats(this.#due, this.#size);
      this.#keys = grownInts(this.#keys, this.#size);
      this.#places = grownInts(this.#places, key + 1, nowhere);
    }
    this.#settle(place, key, due);
  }

  delete(key: number): void {
    const place = this.#place(key);
    if (place === nowhere) return;
    this.#places[key] = nowhere;
    this.#size -= 1;
    if (place === this.#size) return;
    this.#settle(place, this.#keys[this.#size] ?? 0, this.#due[this.#size] ?? 0);
  }

  #place(key: number): number {
    return key < this.#places.length ? (this.#places[key] ?? nowhere) : nowhere;
  }

  /** Puts an entry into the free `place`, or above or below it, wherever its time belongs. */
  #settle(free: number, key: number, due: number): void {
    let place = free;
    for (let parent = (place - 1) >> 2; place > 0; parent = (place - 1) >> 2) {
      const other = this.#due[parent] ?? 0;
      if (other <= due) break;
      this.#put(place, this.#keys[parent] ?? 0, other);
      place = parent;
    }
    for (let child = this.#leastChild(place); child < this.#size; child = this.#leastChild(place)) {
      const other = this.#due[child] ?? 0;
      if (due <= other) break;
      this.#put(place, this.#keys[child] ?? 0, other);
      place = child;
    }
    this.#put(place, key, due);
  }

  #leastChild(place: number): number {
    const first = place * arity + 1;
    const end = Math.min(first + arity, this.#size);
    let least = first;
    for (let child = first + 1; child < end; child++)
      if ((this.#due[child] ?? 0) < (this.#due[least] ?? 0)) least = child;
    return least;
  }

  #put(place: number, key: number, due: number): void {
    this.#due[place] = due;
    this.#keys[place] = key;
    this.#places[key] = place;
  }
}
