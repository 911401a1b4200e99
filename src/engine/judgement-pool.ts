import type { Judgement } from "../core/outcome.ts";

/** When so many different lists are known, most of them hold numbers that no other run will see again. */
const maxLists = 4096;

/**
 * Nearly all checks of a kind say the same: "status, wanted 2xx, seen 200". One list of judgements then serves them
 * all. Only for good ones: what went wrong is kept as it came.
 */
export class JudgementPool {
  readonly #lists = new Map<string, readonly Judgement[]>();

  /** A list of the same content; `before` when that has it, which is the most likely and the cheapest. */
  share(judgements: readonly Judgement[], before: readonly Judgement[] | undefined): readonly Judgement[] {
    if (before && isSame(judgements, before)) return before;
    const key = judgements.map(textOf).join("\0");
    const known = this.#lists.get(key);
    if (known) return known;
    if (this.#lists.size >= maxLists) this.#lists.clear();
    this.#lists.set(key, judgements);
    return judgements;
  }
}

const textOf = ({ subject, expected, actual, status, reason }: Judgement): string =>
  [subject, expected, actual, status, reason?.code ?? "", reason?.detail ?? ""].join("\u0001");

const isSame = (left: readonly Judgement[], right: readonly Judgement[]): boolean => {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    const [a, b] = [left[index], right[index]];
    if (a !== b && !(a && b && isSameJudgement(a, b))) return false;
  }
  return true;
};

const isSameJudgement = (a: Judgement, b: Judgement): boolean =>
  a.actual === b.actual &&
  a.subject === b.subject &&
  a.expected === b.expected &&
  a.status === b.status &&
  a.reason?.code === b.reason?.code &&
  a.reason?.detail === b.reason?.detail;
