import { ByteWriter } from "./bytes.ts";
import { markDead, mostBytes, RunReader, writeRun } from "./run-codec.ts";
import { RunFields, type DecimalsOfShape } from "./run-fields.ts";

/** A piece of memory with runs in the order that they were written, the same bytes as in rows of the journal. */
export interface Chunk {
  readonly index: number;
  readonly bytes: Uint8Array;
  /** Slots are kept as the distance from it. */
  readonly base: number;
  used: number;
  runs: number;
  /** Runs that are neither compacted nor replaced. */
  live: number;
  /** The rows of the journal that have its runs, and the number that the first was written with. */
  readonly rows: number[];
  firstSeq: number;
  /** True when nothing is written to it any more. */
  isClosed: boolean;
}

/** When and where a run took place. */
export type Moment = Pick<RunFields, "slot" | "locationId">;

const chunkBytes = 256 * 1024;
/** A link is a chunk's index and a place in it; 0 is none. */
const placeBits = 22;
const placeMask = 2 ** placeBits - 1;
/** Instead of a location's id. */
const none = -1;
const several = -2;
/** So that no run has the place 0. */
const firstPlace = 1;
const mostChunks = 2 ** (32 - placeBits);

/**
 * The runs that are not compacted yet. Those of one check are a chain from the one that was written last, each of
 * another slot or location: what is written again replaces.
 */
export class Arena {
  readonly #reader: RunReader;
  readonly #writer = new ByteWriter(new Uint8Array(0));
  readonly #decimals: DecimalsOfShape;
  readonly #chunks: (Chunk | undefined)[] = [];
  /** Oldest first. */
  readonly order: Chunk[] = [];
  readonly #spare: Uint8Array[] = [];
  readonly #fields = new RunFields();
  /** By check id: the link to its last run. */
  #heads = new Uint32Array(1024);
  /** By check id: no run here is of a later slot. */
  #newest = new Float64Array(1024).fill(Number.NEGATIVE_INFINITY);
  /** By check id: no run anywhere is of a later slot. */
  #noted = new Float64Array(1024).fill(Number.NEGATIVE_INFINITY);
  /** Greater than every check id here. */
  endOfChecks = 0;
  /** The location of all runs that were ever here. */
  #location = none;

  constructor(decimals: DecimalsOfShape) {
    this.#decimals = decimals;
    this.#reader = new RunReader(decimals);
  }

  get bytes(): number {
    return this.order.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** A chunk with room for so many bytes and this base, if one is asked for. */
  open(needed: number, slot: number, base?: number): Chunk {
    const last = this.order.at(-1);
    if (
      last &&
      !last.isClosed &&
      last.used + needed <= last.bytes.length &&
      (base === undefined || base === last.base)
    )
      return last;
    const spare = needed + firstPlace <= chunkBytes ? this.#spare.pop() : undefined;
    const bytes = spare ?? new Uint8Array(Math.max(chunkBytes, needed + firstPlace));
    const free = this.#chunks.indexOf(undefined);
    const index = free < 0 ? this.#chunks.length : free;
    if (bytes.length > placeMask || index >= mostChunks)
      throw new RangeError("More runs at once than the store can hold in memory");
    const chunk = {
      index,
      bytes,
      base: base ?? slot,
      used: firstPlace,
      runs: 0,
      live: 0,
      rows: [],
      firstSeq: 0,
      isClosed: false,
    };
    this.#chunks[index] = chunk;
    this.order.push(chunk);
    return chunk;
  }

  close(chunk: Chunk): void {
    chunk.isClosed = true;
  }

  /** Lets go of a chunk without living runs. */
  release(chunk: Chunk): void {
    this.#chunks[chunk.index] = undefined;
    const at = this.order.indexOf(chunk);
    if (at >= 0) this.order.splice(at, 1);
    if (chunk.bytes.length === chunkBytes && this.#spare.length < 8) this.#spare.push(chunk.bytes);
  }

  /** Writes a run, still unseen, and answers its place in the chunk. */
  put(chunk: Chunk, run: RunFields): number {
    const place = chunk.used;
    this.#writer.use(chunk.bytes, place);
    writeRun(this.#writer, run, chunk.base, this.#decimals);
    chunk.used = this.#writer.at;
    return place;
  }

  /** The chunk that a run is to be put into. */
  chunkFor(run: RunFields): Chunk {
    return this.open(mostBytes(run.count), run.slot);
  }

  /** Makes the runs between two places seen, each instead of one with its slot and location. */
  link(chunk: Chunk, from: number, to: number): void {
    const fields = this.#fields;
    for (let place = from; place < to; place = this.#reader.end) {
      this.#reader.key(chunk.bytes, place, chunk.base, fields);
      const { checkId, slot } = fields;
      this.note(checkId, slot);
      if (fields.locationId !== this.#location)
        this.#location = this.#location === none ? fields.locationId : several;
      if (slot <= (this.#newest[checkId] ?? 0)) {
        this.#unlink(checkId, slot, fields.locationId);
        // The search for an equal run has read other keys.
        this.#reader.key(chunk.bytes, place, chunk.base, fields);
      } else this.#newest[checkId] = slot;
      setLink(chunk.bytes, place, this.#heads[checkId] ?? 0);
      this.#heads[checkId] = ((chunk.index << placeBits) | place) >>> 0;
      chunk.runs++;
      chunk.live++;
    }
  }

  /** Calls `found` with the runs of a check in the range, in any order; the fields are used again. */
  each(checkId: number, from: number, to: number, found: (run: RunFields) => void): void {
    const fields = this.#fields;
    for (let link = this.#heads[checkId] ?? 0; link !== 0;) {
      const { bytes, base } = this.#chunkOf(link);
      const place = link & placeMask;
      this.#reader.key(bytes, place, base, fields);
      if (fields.slot >= from && fields.slot < to) {
        this.#reader.values(fields);
        found(fields);
      }
      link = linkAt(bytes, place);
    }
  }

  /** Reads the run of a check that is later than all others; false when it has none here. */
  latest(checkId: number, isLater: (run: Moment, than: Moment) => boolean, into: RunFields): boolean {
    const than = { slot: 0, locationId: 0 };
    let best = 0;
    for (let link = this.#heads[checkId] ?? 0; link !== 0;) {
      const { bytes, base } = this.#chunkOf(link);
      this.#reader.key(bytes, link & placeMask, base, into);
      // Of one location there is one run of a slot: nearly always the search ends where it begins.
      if (this.#location !== several && into.slot === this.#newest[checkId]) {
        this.#reader.values(into);
        return true;
      }
      if (best === 0 || isLater(into, than)) {
        best = link;
        than.slot = into.slot;
        than.locationId = into.locationId;
      }
      link = linkAt(bytes, link & placeMask);
    }
    if (best === 0) return false;
    const { bytes, base } = this.#chunkOf(best);
    this.#reader.key(bytes, best & placeMask, base, into);
    this.#reader.values(into);
    return true;
  }

  has(checkId: number): boolean {
    return (this.#heads[checkId] ?? 0) !== 0;
  }

  /** The checks that have runs here. */
  checks(): readonly number[] {
    const found: number[] = [];
    for (let checkId = 0; checkId < this.endOfChecks; checkId++) if (this.has(checkId)) found.push(checkId);
    return found;
  }

  /** True when a run of this check and slot may have been written before. */
  mayKnow(checkId: number, slot: number): boolean {
    return slot <= (this.#noted[checkId] ?? Number.NEGATIVE_INFINITY);
  }

  /** Says that a run of this slot is kept, here or in a block, or is about to be. */
  note(checkId: number, slot: number): void {
    this.#ensureCheck(checkId);
    if (slot > (this.#noted[checkId] ?? 0)) this.#noted[checkId] = slot;
  }

  /** Takes the runs of a check that are before `until` out of the chain. */
  drop(checkId: number, until: number): void {
    this.#relink(checkId, (run) => run.slot < until);
  }

  /** The living runs of a chunk. */
  eachLiving(chunk: Chunk, found: (run: RunFields) => void): void {
    const fields = this.#fields;
    for (let place = firstPlace; place < chunk.used;) {
      this.#reader.key(chunk.bytes, place, chunk.base, fields);
      const next = this.#reader.end;
      if (!this.#reader.isDead) {
        this.#reader.values(fields);
        found(fields);
      }
      place = next;
    }
  }

  #unlink(checkId: number, slot: number, locationId: number): void {
    this.#relink(checkId, (run) => run.slot === slot && run.locationId === locationId);
  }

  #relink(checkId: number, isGone: (run: RunFields) => boolean): void {
    const fields = this.#fields;
    let kept: { readonly bytes: Uint8Array; readonly place: number } | undefined;
    for (let link = this.#heads[checkId] ?? 0; link !== 0;) {
      const chunk = this.#chunkOf(link);
      const place = link & placeMask;
      const next = linkAt(chunk.bytes, place);
      this.#reader.key(chunk.bytes, place, chunk.base, fields);
      if (isGone(fields)) {
        if (kept) setLink(kept.bytes, kept.place, next);
        else this.#heads[checkId] = next;
        markDead(chunk.bytes, place);
        chunk.live--;
      } else kept = { bytes: chunk.bytes, place };
      link = next;
    }
  }

  #chunkOf(link: number): Chunk {
    const chunk = this.#chunks[link >>> placeBits];
    if (!chunk) throw new Error("A run was looked for in memory that was given back");
    return chunk;
  }

  #ensureCheck(checkId: number): void {
    if (checkId >= this.endOfChecks) this.endOfChecks = checkId + 1;
    if (checkId < this.#heads.length) return;
    const heads = new Uint32Array(2 * checkId);
    heads.set(this.#heads);
    this.#heads = heads;
    this.#newest = grownSlots(this.#newest, 2 * checkId);
    this.#noted = grownSlots(this.#noted, 2 * checkId);
  }
}

const grownSlots = (slots: Float64Array, length: number): Float64Array<ArrayBuffer> => {
  const grown = new Float64Array(length).fill(Number.NEGATIVE_INFINITY);
  grown.set(slots);
  return grown;
};

/** Where the runs of a chunk begin. */
export const chunkStart = firstPlace;

const linkAt = (bytes: Uint8Array, place: number): number =>
  ((bytes[place] ?? 0) |
    ((bytes[place + 1] ?? 0) << 8) |
    ((bytes[place + 2] ?? 0) << 16) |
    ((bytes[place + 3] ?? 0) << 24)) >>>
  0;

const setLink = (bytes: Uint8Array, place: number, link: number): void => {
  bytes[place] = link & 255;
  bytes[place + 1] = (link >>> 8) & 255;
  bytes[place + 2] = (link >>> 16) & 255;
  bytes[place + 3] = link >>> 24;
};
