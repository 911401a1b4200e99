import { addDays } from "../../core/day.ts";
import type { Day, DayValue, Ledger } from "../../core/ledger.ts";
import { eachDay, type DayCalendar } from "../github/day-calendar.ts";
import type { ListedRepository } from "../github/selection.ts";
import type { HistoryPage, Question } from "./history-query.ts";
import { isOpen, planned, progressMemos, readProgress, type Progress, type Span } from "./progress.ts";
import { settlePage, splitVerify, type Counts } from "./spans.ts";

/** The reading that day values are written under. */
export const commitsReading = "commits";

/** The memo of the days whose sum over all repositories is older than their parts. */
export const staleMemo = "stale";

/** From `from` to `to`, both included. */
export interface Days {
  readonly from: Day;
  readonly to: Day;
}

const readDays = (text: string | undefined): Days | undefined => {
  const [, from, to] = /^(\S+) (\S+)$/.exec(text ?? "") ?? [];
  return from !== undefined && to !== undefined ? { from, to } : undefined;
};

const spanning = (left: Days | undefined, { from, to }: Days): Days => ({
  from: left && left.from < from ? left.from : from,
  to: left && left.to > to ? left.to : to,
});

/** What a batch of answers changes. */
interface Change {
  readonly days: DayValue[];
  readonly touched: Map<string, Progress>;
}

export interface BookInput {
  readonly ledger: Ledger;
  readonly calendar: DayCalendar;
  readonly today: Day;
  /** The first day of all, if the ledger has no earlier one. */
  readonly from: Day;
  /** See `Progress`. */
  readonly by: string;
}

/**
 * The progress of every selected repository, in memory and in the ledger: days and how far they are counted are written
 * together, so that a run that is ended anywhere leaves what is true.
 */
export class CountBook {
  readonly #input: BookInput;
  readonly #progress = new Map<string, Progress>();
  readonly #repositories = new Map<string, ListedRepository>();
  #stale: Days | undefined;

  private constructor(input: BookInput) {
    this.#input = input;
  }

  /** Opens the book for the repositories that are listed now, and brings it to today. */
  static async open(input: BookInput, repositories: readonly ListedRepository[]): Promise<CountBook> {
    const book = new CountBook(input);
    book.#stale = readDays(await input.ledger.memo(staleMemo));
    const change: Change = { days: [], touched: new Map() };
    for (const repository of repositories) {
      const known = await readProgress(input.ledger, repository.part);
      const progress = planned(repository, known, input);
      book.#repositories.set(repository.part, repository);
      book.#progress.set(repository.part, progress);
      if (known?.name !== progress.name) change.touched.set(repository.part, progress);
    }
    await book.#turnDays(change);
    book.#countEmpty(change);
    await book.#write(change);
    return book;
  }

  /** By part. */
  get progress(): ReadonlyMap<string, Progress> {
    return this.#progress;
  }

  /** Days whose sum is to be made anew. */
  get stale(): Days | undefined {
    return this.#stale;
  }

  /** The next questions, the newest days of every repository first. Without those of `except`. */
  questions(limit: number, except: ReadonlySet<string>): Question[] {
    const ranked: (Question & { readonly rank: string })[] = [];
    for (const [part, { head, count, verify }] of this.#progress) {
      const nodeId = this.#repositories.get(part)?.nodeId;
      if (nodeId === undefined || except.has(part)) continue;
      const kind = count.length > 0 ? "count" : "verify";
      for (const span of count.length > 0 ? count : verify)
        ranked.push({ kind, part, nodeId, oid: span.oid ?? head, span, rank: span.to ?? "open" });
    }
    const byRank = (left: string, right: string) => (left < right ? 1 : Number(left === right) - 1);
    return ranked.sort((left, right) => byRank(left.rank, right.rank)).slice(0, limit);
  }

  /**
   * Takes answers in, and writes what they change; a question without one is begun anew. Resolves with the repositories
   * whose answer cannot be right.
   */
  async take(
    answered: readonly { readonly question: Question; readonly page: HistoryPage | undefined }[],
  ): Promise<string[]> {
    const change: Change = { days: [], touched: new Map() };
    const uneven: string[] = [];
    for (const { question, page } of answered) {
      if (!page) this.#restart(question, change);
      else if (question.kind === "verify") await this.#takeTotal(question, page.total, change);
      else if (!this.#takePage(question, page, change)) uneven.push(question.part);
    }
    await this.#write(change);
    return uneven;
  }

  #replace(part: string, with_: Partial<Progress>, change: Change): void {
    const known = this.#progress.get(part);
    if (!known) return;
    const progress = { ...known, ...with_ };
    this.#progress.set(part, progress);
    change.touched.set(part, progress);
  }

  /** Puts spans in the place of one. */
  #settle(part: string, { kind, span }: Question, spans: readonly Span[], change: Change): void {
    const known = this.#progress.get(part);
    if (known)
      this.#replace(part, { [kind]: known[kind].flatMap((one) => (one === span ? spans : [one])) }, change);
  }

  #restart(question: Question, change: Change): void {
    const { from, to } = question.span;
    this.#settle(question.part, question, [{ from, ...(to !== undefined && { to }) }], change);
  }

  #takePage(question: Question, page: HistoryPage, change: Change): boolean {
    const { part, span, oid } = question;
    const settled = settlePage(span, page, { ...this.#input, oid });
    switch (settled.kind) {
      case "uneven":
        this.#restart(question, change);
        return false;
      case "left":
        this.#settle(part, question, settled.spans, change);
        return true;
      case "counted":
        this.#settle(part, question, [], change);
        this.#addCounts(part, settled.counts, change);
        // Commits of days to come are counted when they have come: the head is as one not seen yet.
        if (settled.isAhead) this.#replace(part, { head: `${oid} ahead` }, change);
        return true;
    }
  }

  async #takeTotal(question: Question, total: number, change: Change): Promise<void> {
    const { part, span } = question;
    const { from, to = from } = span;
    const known = await this.#input.ledger.days({ reading: commitsReading, part, from, to: addDays(to, 1) });
    const sum = known.reduce((sum, { value }) => sum + value, 0);
    const pieces = total === sum ? [] : splitVerify(span);
    this.#settle(part, question, pieces, change);
    if (total === sum || pieces.length > 0) return;
    this.#replace(part, { count: [...(this.#progress.get(part)?.count ?? []), { from, to }] }, change);
  }

  #addCounts(part: string, counts: Counts, { days }: Change): void {
    const { today } = this.#input;
    for (const [day, value] of Object.entries(counts))
      days.push({ reading: commitsReading, part, day, value, unit: "count", provisional: day === today });
  }

  /** A repository without commits has none on any day. */
  #countEmpty(change: Change): void {
    for (const [part, { head, count }] of this.#progress) {
      if (head !== "" || count.length === 0) continue;
      for (const { from, to = this.#input.today } of count)
        this.#addCounts(part, Object.fromEntries(eachDay(from, to).map((day) => [day, 0])), change);
      this.#replace(part, { count: [], verify: [] }, change);
    }
  }

  /** Days that began since the last run: the last one is final, and those after it have no commits yet. */
  async #turnDays(change: Change): Promise<void> {
    const { today, ledger } = this.#input;
    const behind = [...this.#progress].filter(([, { until }]) => until < today);
    const first = behind.reduce((first, [, { until }]) => (until < first ? until : first), today);
    const values = await ledger.days({ reading: commitsReading, from: first, to: today });
    const lastOf = new Map(values.map((value) => [`${value.part} ${value.day}`, value]));
    for (const [part, progress] of behind) {
      const last = lastOf.get(`${part} ${progress.until}`);
      if (last?.provisional && !isOpen(progress, progress.until, progress.until))
        change.days.push({ ...last, provisional: false });
      const begun = eachDay(addDays(progress.until, 1), today).filter((day) => !isOpen(progress, day, day));
      this.#addCounts(part, Object.fromEntries(begun.map((day) => [day, 0])), change);
      this.#replace(part, { until: today }, change);
    }
  }

  async #write({ days, touched }: Change): Promise<void> {
    if (touched.size === 0) return;
    for (const { day } of days) this.#stale = spanning(this.#stale, { from: day, to: day });
    const memos: Record<string, string> = progressMemos(touched);
    if (this.#stale) memos[staleMemo] = `${this.#stale.from} ${this.#stale.to}`;
    const parts = [...touched].map(([part, { name }]) => ({ part, title: name }));
    await this.#input.ledger.write({ days, parts, memos });
  }

  /** Says that the sums are to be made anew from `days.from` to `days.to`. */
  spoil(days: Days): void {
    this.#stale = spanning(this.#stale, days);
  }
}
