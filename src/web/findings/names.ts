import type { Words } from "../words/en.ts";

/** A reading or a judgement's subject in words: `first_byte` is `First byte`. Unknown names lose underscores. */
export const subjectName = (subject: string, { names }: Pick<Words, "names">): string => {
  const [first = "", ...rest] = subject.split(" ");
  return [names[first] ?? first.replaceAll("_", " "), ...rest].join(" ");
};
