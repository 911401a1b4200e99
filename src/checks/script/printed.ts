import type { Status, Unit } from "../../core/outcome.ts";

/** A number as a program printed it. */
export interface PrintedNumber {
  /** What the program calls it. */
  readonly label: string;
  /** Finite, in `unit`. */
  readonly value: number;
  /** Absent when the output does not say: a plain number. */
  readonly unit?: Unit;
}

/** What a program's output says. */
export interface Printed {
  readonly numbers: readonly PrintedNumber[];
  /** What the program says about itself in its output; its exit code is another thing. */
  readonly status?: Status;
  /** One line for people. */
  readonly message?: string;
  /** What was left out and why, one line each, for evidence. */
  readonly notes: readonly string[];
}

/** The output is not what its format asks for. */
export interface Unreadable {
  readonly problem: string;
}

/** Reads a whole output. Never throws. */
export type OutputParser = (text: string) => Printed | Unreadable;

export const isUnreadable = (output: Printed | Unreadable): output is Unreadable => "problem" in output;

/** At most this much of what a program printed stands in a note or a problem. */
const shownLength = 60;

/** Printed text in quotes, shortened. */
export const shown = (text: string): string =>
  JSON.stringify(
    text.length > shownLength ? `${text.slice(0, shownLength - 1).toWellFormed()}…` : text.toWellFormed(),
  );

const statuses: ReadonlySet<string> = new Set(["up", "degraded", "down", "unknown"]);

export const isStatus = (text: unknown): text is Status => typeof text === "string" && statuses.has(text);

/** Most outputs have a few remarks at most; of a hostile one the first are enough. */
const mostNotes = 20;

/** Gathers what a parser finds. */
export class Findings {
  readonly #numbers: PrintedNumber[] = [];
  readonly #notes: string[] = [];
  #notesLeftOut = 0;
  status: Status | undefined;
  message: string | undefined;

  get isEmpty(): boolean {
    return this.#numbers.length === 0 && this.status === undefined && this.message === undefined;
  }

  add(number: PrintedNumber): void {
    this.#numbers.push(number);
  }

  note(text: string): void {
    if (this.#notes.length < mostNotes) this.#notes.push(text);
    else this.#notesLeftOut += 1;
  }

  printed(): Printed {
    const { status, message } = this;
    const more = this.#notesLeftOut > 0 ? [`and ${this.#notesLeftOut} more remarks`] : [];
    return {
      numbers: this.#numbers,
      ...(status !== undefined && { status }),
      ...(message !== undefined && { message }),
      notes: [...this.#notes, ...more],
    };
  }
}
