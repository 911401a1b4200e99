import type { Judgement } from "../../core/outcome.ts";
import type { Reason } from "../../core/reason.ts";
import { createJudge, type Redact } from "../expect/judgement.ts";

/** A repository, or a part of an owner's, that could not be read. */
export interface Troubled {
  readonly name: string;
  readonly why: Reason;
}

const listed = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");

/** Whether everything that is selected could be read: degraded, with names, when not, or when nothing is selected. */
export const repositoriesJudgement = (
  {
    count,
    troubled,
    title,
  }: {
    /** How many are selected. */
    readonly count: number;
    readonly troubled: readonly Troubled[];
    /** Of the selection. */
    readonly title: string;
  },
  redact: Redact,
): Judgement => {
  const judge = createJudge("repositories", "all readable", redact);
  const [first] = troubled;
  if (first) {
    const names = listed(troubled.map(({ name }) => name));
    const detail = `${names}: ${first.why.detail}`;
    return judge.missed(`${names}: not readable`, { severity: "degraded", code: first.why.code, detail });
  }
  if (count > 0) return judge.met(String(count));
  const detail = `no repository of ${title} is selected, or the token sees none`;
  return judge.missed("none", { severity: "degraded", code: "github-not-found", detail });
};
