/**
 * One step of an exchange, curl's way: lines that begin with `*`, `>` or `<`. A function writes them when somebody
 * reads them, so it must hold on to values, not to what changes later.
 */
export type Step = string | (() => string | readonly string[]);

export const linesOf = (step: Step): readonly string[] => {
  const lines = typeof step === "string" ? step : step();
  return typeof lines === "string" ? [lines] : lines;
};
