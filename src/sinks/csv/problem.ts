/** Why a file cannot be written as it is: a person has to change something. */
export interface TableProblem {
  readonly kind: "problem";
  readonly detail: string;
  readonly remedy: string;
}

export const tableProblem = (detail: string, remedy: string): TableProblem => ({
  kind: "problem",
  detail,
  remedy,
});
