import type { Json } from "./json-path.ts";

/** `.name`, `[0]`, `['name']` without escapes: what nearly every path is made of. */
const step =
  /\.([A-Za-z_][A-Za-z0-9_]*)|\[(0|[1-9]\d{0,8})\]|\['([^'"\\\p{Cc}]*)'\]|\["([^'"\\\p{Cc}]*)"\]/uy;

/** The names and indexes of a JSONPath that selects one value at most; absent for any other path. */
const stepsOf = (text: string): readonly (string | number)[] | undefined => {
  if (!text.startsWith("$")) return undefined;
  const steps: (string | number)[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (!found) return undefined;
    steps.push(found[2] === undefined ? (found[1] ?? found[3] ?? found[4] ?? "") : Number(found[2]));
  }
  return steps;
};

const member = (value: Json, step: string | number): Json => {
  if (typeof value !== "object" || value === null) return undefined;
  if (typeof step === "number") return Array.isArray(value) ? value[step] : undefined;
  return !Array.isArray(value) && Object.hasOwn(value, step) ? value[step] : undefined;
};

/** Walks a path such as `$.a.b` or `$.items[0]` without an interpreter; absent for a path that needs one. */
export const simpleSelect = (text: string): ((value: Json) => readonly Json[]) | undefined => {
  const steps = stepsOf(text);
  return (
    steps &&
    ((value) => {
      let current = value;
      // No value of JSON is undefined, so that it can stand for none.
      for (let at = 0; at < steps.length && current !== undefined; at += 1)
        current = member(current, steps[at] ?? 0);
      return current === undefined ? [] : [current];
    })
  );
};
