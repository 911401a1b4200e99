import type { Clock } from "../core/clock.ts";
import type { Notification } from "../core/notification.ts";
import { StoreError, type Batch, type Store } from "../core/store.ts";
import { Backlog, type BacklogBounds, type Change } from "./recorder-backlog.ts";
import { isWait, refusalText, writeDivided } from "./recorder-refusal.ts";

export type { Change } from "./recorder-backlog.ts";

/**
 * How long changes are gathered into one transaction: when somebody may have to be told, and when all is well. A
 * transaction makes the disk write two pages whatever is in it: of 100 runs a second, twice a second costs 400 bytes
 * each, five times a second 700.
 */
const gatherMs = { urgent: 50, calm: 500 };
/** So many runs are not gathered any longer: one transaction stays a matter of milliseconds. */
const manyRuns = 256;
const mostRunsPerWrite = 512;
const retryMs = { first: 500, most: 10_000 };
/** A batch that was refused so often in a row for what it is gets divided. */
const refusalsUntilDivided = 3;
const asideLinesLogged = 5;
const defaultBounds: BacklogBounds = { runs: 100_000, bytes: 64 * 2 ** 20 };

/** What the timer waits for. */
type Armed = keyof typeof gatherMs | "now" | "retry";

export interface RecorderInput {
  readonly store: Pick<Store, "write">;
  readonly clock: Clock;
  /** Called once for each notification: when it is durable, or when the store refuses it and memory has to do. */
  readonly onOwed: (notifications: readonly Notification[]) => void;
  /** Everything in memory that must survive a restart, in changes of moderate size: for a store that begins anew. */
  readonly everything: () => Iterable<Partial<Batch>>;
  /** Called when writing begins to fail, and with nothing when it works again. */
  readonly onTrouble: (message: string | undefined) => void;
  /** Called with what an operator has to know although writing goes on. */
  readonly onNotice: (message: string) => void;
  readonly bounds?: BacklogBounds;
}

/**
 * Writes everything that happens, in order, in batches. While the store cannot, it keeps what it may keep, has people
 * told from memory, and tries again. What the store never takes is put aside and holds up nothing else.
 */
export class Recorder {
  readonly #input: RecorderInput;
  readonly #backlog: Backlog;
  /** Writes that belong after the backlog's notifications. */
  readonly #after: (() => Promise<void>)[] = [];
  /** Notifications that were told from memory and are not durable yet. */
  readonly #told = new Set<string>();
  /** The end of the latest piece of work: pieces never overlap. */
  #end: Promise<unknown> = Promise.resolve();
  #trouble: string | undefined;
  #notice: string | undefined;
  #restate = false;
  #refusals = 0;
  #putAside = 0;
  #retryDelayMs = retryMs.first;
  #armed: Armed | undefined;
  #cancelTimer = () => {};
  #cancelTelling: (() => void) | undefined;
  #stopped = false;

  constructor(input: RecorderInput) {
    this.#input = input;
    this.#backlog = new Backlog(input.bounds ?? defaultBounds, input.onNotice);
  }

  add(change: Change): void {
    this.#backlog.add(change);
    this.#armForBacklog();
  }

  /** Does `write` once everything added so far is durable: again and again until the store takes it. */
  defer(write: () => Promise<void>): void {
    this.#after.push(write);
    this.#arm("urgent", gatherMs.urgent);
  }

  /** True while writes have to queue up here: the store refuses them, or earlier ones still wait. */
  isHolding(): boolean {
    return this.#trouble !== undefined || this.#after.length > 0;
  }

  /** Resolves when everything added before the call is durable, or rejects with what the store said. */
  flush(): Promise<void> {
    return this.#write(() => !this.#isIdle());
  }

  /** Why writing fails at the moment: the code, the place and the remedy, and what it has cost so far. */
  trouble(): string | undefined {
    const dropped = this.#backlog.dropped();
    if (this.#trouble === undefined || dropped === 0) return this.#trouble;
    return `${this.#trouble}. Runs given up so far, the oldest first: ${dropped}`;
  }

  /** What happened to the store since start that somebody has to look at, although it works again. */
  notice(): string | undefined {
    return this.#notice;
  }

  /** Since start: runs given up for want of memory, rows that the store does not take. */
  counters(): { readonly runsDropped: number; readonly rowsPutAside: number } {
    return { runsDropped: this.#backlog.dropped(), rowsPutAside: this.#putAside };
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
    this.#cancelTelling?.();
    if (!this.#isIdle()) this.#input.onNotice(`Ends with ${this.#backlog.runs()} runs that were not written`);
  }

  #isIdle(): boolean {
    return this.#backlog.isEmpty() && this.#after.length === 0 && !this.#restate;
  }

  #armForBacklog(): void {
    if (this.#armed === "retry") {
      if (this.#backlog.isUrgent()) this.#armTelling();
    } else if (this.#backlog.isUrgent()) this.#arm("urgent", gatherMs.urgent);
    else if (this.#backlog.runs() >= manyRuns) this.#arm("now", 0);
    else if (this.#armed === undefined) this.#arm("calm", gatherMs.calm);
  }

  /** A shorter wait replaces a longer one; a retry is waited for. */
  #arm(why: Armed, delayMs: number): void {
    if (this.#stopped || this.#armed === why || this.#armed === "retry" || this.#armed === "now") return;
    this.#cancelTimer();
    this.#armed = why;
    this.#cancelTimer = this.#input.clock.schedule(delayMs, () => {
      this.#armed = undefined;
      // What goes wrong is kept as trouble.
      void this.#write(() => this.#backlog.runs() >= manyRuns).catch(() => undefined);
    });
  }

  /** Writes once, and again while there is more. */
  #write(hasMore: () => boolean): Promise<void> {
    return this.#alone(() => this.#writeWhile(hasMore)).catch((error: unknown) => {
      this.#setTrouble(refusalText(error));
      this.#armRetry();
      this.#armForBacklog();
      throw error;
    });
  }

  #armRetry(): void {
    this.#cancelTimer();
    this.#armed = undefined;
    this.#arm("retry", this.#retryDelayMs);
    this.#retryDelayMs = Math.min(this.#retryDelayMs * 2, retryMs.most);
  }

  #alone(work: () => Promise<void>): Promise<void> {
    const done = this.#end.then(work);
    this.#end = done.catch(() => undefined);
    return done;
  }

  async #writeWhile(hasMore: () => boolean): Promise<void> {
    do {
      await this.#writeOnce();
      // Between transactions the event loop has its turn.
      if (hasMore()) await new Promise<void>((resolve) => void setImmediate(resolve));
    } while (hasMore());
    this.#retryDelayMs = retryMs.first;
    this.#setTrouble(undefined);
    if (!this.#isIdle()) this.#armForBacklog();
  }

  async #writeOnce(): Promise<void> {
    if (this.#restate) await this.#writeEverything();
    const batch = await this.#backlog.take(mostRunsPerWrite);
    if (!isEmptyBatch(batch)) await this.#writeBatch(batch);
    while (this.#after[0]) {
      await this.#after[0]().catch((error: unknown) => {
        if (isWait(error)) throw error;
        this.#asideRows([refusalText(error)]);
      });
      this.#after.shift();
    }
  }

  async #writeBatch(batch: Batch): Promise<void> {
    try {
      await this.#input.store.write(batch);
      this.#refusals = 0;
    } catch (error) {
      if (error instanceof StoreError && error.renewed) return this.#beginAnew(error, batch);
      this.#refusals = isWait(error) ? 0 : this.#refusals + 1;
      if (this.#refusals < refusalsUntilDivided) return this.#hold(batch, error);
      await this.#divide(batch, error);
    }
    this.#tell(batch.notifications);
    for (const { id } of batch.notifications) this.#told.delete(id);
  }

  async #divide(batch: Batch, error: unknown): Promise<void> {
    const { aside, left } = await writeDivided(batch, (part) => this.#input.store.write(part));
    const rows = Object.values(batch).reduce((sum, list) => sum + list.length, 0);
    // When no row at all is taken it is the store, not the rows.
    if (rows > 1 && aside.length === rows) return this.#hold(batch, error);
    this.#refusals = 0;
    this.#asideRows(aside);
    this.#tell(batch.notifications);
    if (left) await this.#hold(left.batch, left.error);
  }

  /** Keeps a batch that was not written; people are told of it nevertheless. Always rejects. */
  async #hold(batch: Batch, error: unknown): Promise<never> {
    this.#backlog.putBack(batch);
    this.#setTrouble(refusalText(error));
    this.#tell(await this.#backlog.notifications());
    throw error;
  }

  /** The store works again with another file: what memory knows is written first, then the batch. */
  async #beginAnew(error: StoreError, batch: Batch): Promise<void> {
    this.#backlog.putBack(batch);
    this.#restate = true;
    this.#notice = refusalText(error);
    this.#input.onNotice(this.#notice);
    await this.#writeOnce();
  }

  async #writeEverything(): Promise<void> {
    for (const change of this.#input.everything()) {
      await this.#input.store.write({ ...emptyBatch, ...change });
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
    this.#restate = false;
  }

  #asideRows(rows: readonly string[]): void {
    this.#putAside += rows.length;
    for (const row of rows.slice(0, asideLinesLogged))
      this.#input.onNotice(`Cannot be written, put aside: ${row}`);
    if (rows.length > asideLinesLogged)
      this.#input.onNotice(`Cannot be written, put aside: ${rows.length - asideLinesLogged} more`);
  }

  /** While the store refuses, people are told soon and not at the next try. */
  #armTelling(): void {
    if (this.#stopped) return;
    this.#cancelTelling ??= this.#input.clock.schedule(gatherMs.urgent, () => {
      this.#cancelTelling = undefined;
      const tell = async () => this.#tell(await this.#backlog.notifications());
      void this.#alone(tell).catch(() => undefined);
    });
  }

  #tell(notifications: readonly Notification[]): void {
    const news = notifications.filter(({ id }) => !this.#told.has(id));
    if (news.length === 0) return;
    for (const { id } of news) this.#told.add(id);
    this.#input.onOwed(news);
  }

  #setTrouble(message: string | undefined): void {
    if (message !== this.#trouble) this.#input.onTrouble(message);
    this.#trouble = message;
  }
}

const emptyBatch: Batch = { runs: [], states: [], incidents: [], events: [], notifications: [] };

const isEmptyBatch = ({ runs, states, incidents, events, notifications }: Batch): boolean =>
  runs.length + states.length + incidents.length + events.length + notifications.length === 0;
