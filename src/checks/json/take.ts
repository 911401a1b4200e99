import type { ReasonCode } from "../../core/reason.ts";
import { jsonType, type Json, type JsonPath } from "../http/json-path.ts";
import { parseNumber } from "./number-text.ts";
import type { Aggregate, NumberSource } from "./source.ts";

/** A row's own number. */
export interface Part {
  readonly label: string;
  readonly value: number;
}

/** What was found where a number should be. */
export type Taken =
  | { readonly kind: "number"; readonly value: number; readonly parts: readonly Part[] }
  | { readonly kind: "nothing"; readonly detail: string }
  | { readonly kind: "flawed"; readonly code: ReasonCode; readonly actual: string; readonly detail: string };

/** A body as its sources see it; what is not asked for is not made. */
export interface Content {
  readonly text: string;
  readonly document: Json;
}

/** More rows are more than a person looks at, and a sign that the path means something else. */
const mostParts = 100;
const labelLength = 100;

const flawed = (code: ReasonCode, actual: string, detail: string): Taken => ({
  kind: "flawed",
  code,
  actual,
  detail,
});
const nothing = (detail: string): Taken => ({ kind: "nothing", detail });
const whole = (value: number): Taken => ({ kind: "number", value, parts: [] });

const isTaken = (found: number | Taken): found is Taken => typeof found !== "number";

const numberIn = (value: Json, where: string, source: NumberSource): number | Taken => {
  const { scale, number_from_text: fromText, decimal } = source;
  if (typeof value === "number" && Number.isFinite(value)) return value * scale;
  const shown = JSON.stringify(value) ?? "nothing";
  const type = jsonType(value);
  if (type === "string" && !fromText)
    return flawed(
      "json-type",
      shown,
      `${where} is ${shown}, a text; say number_from_text: true if it is a number`,
    );
  const parsed = typeof value === "string" ? parseNumber(value, decimal) : undefined;
  return parsed === undefined
    ? flawed("json-type", shown, `${where} is ${shown}, of type ${type}, and no number`)
    : parsed * scale;
};

const select = ({ select, text }: JsonPath, document: Json): readonly Json[] | Taken => {
  try {
    return select(document);
  } catch (error) {
    const said = error instanceof Error ? error.message : "unknown error";
    return flawed("json-mismatch", "not evaluated", `${text}: ${said}`);
  }
};

const isList = (found: readonly Json[] | Taken): found is readonly Json[] => Array.isArray(found);

const aggregated: Readonly<Record<Exclude<Aggregate, "count">, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  min: (values) => values.reduce((least, value) => Math.min(least, value)),
  max: (values) => values.reduce((most, value) => Math.max(most, value)),
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

/** What several numbers come to. Nothing adds up to nothing, not to zero; only a count of nothing is one. */
const together = (values: readonly number[], aggregate: Aggregate, where: string): number | Taken => {
  if (aggregate === "count") return values.length;
  return values.length === 0 ? nothing(`${where} selects nothing`) : aggregated[aggregate](values);
};

const numbersIn = (
  values: readonly Json[],
  where: string,
  source: NumberSource,
): readonly number[] | Taken => {
  const numbers: number[] = [];
  for (const value of values) {
    const found = numberIn(value, where, source);
    if (isTaken(found)) return found;
    numbers.push(found);
  }
  return numbers;
};

const takePath = (path: JsonPath, document: Json, source: NumberSource): Taken => {
  const { aggregate, optional } = source;
  const selected = select(path, document);
  if (!isList(selected)) return selected;
  // A source that may miss its number often says so by null.
  const values = optional ? selected.filter((value) => value !== null) : selected;
  if (aggregate === "count") return whole(values.length);
  if (values.length === 0) return nothing(`${path.text} selects nothing`);
  if (!aggregate && values.length > 1)
    return flawed(
      "json-mismatch",
      `${values.length} values`,
      `${path.text} selects ${values.length} values; say by aggregate what they come to`,
    );
  const numbers = numbersIn(values, path.text, source);
  if ("kind" in numbers) return numbers;
  const found = together(numbers, aggregate ?? "sum", path.text);
  return isTaken(found) ? found : whole(found);
};

const labelOf = (row: Json, label: JsonPath, where: string): string | { readonly problem: Taken } => {
  const found = select(label, row);
  if (!isList(found)) return { problem: found };
  const [value] = found;
  const text = typeof value === "number" ? String(value) : value;
  if (found.length === 1 && typeof text === "string" && text.trim() !== "")
    return text.trim().slice(0, labelLength);
  const shown = found.length > 1 ? `${found.length} values` : (JSON.stringify(value) ?? "nothing");
  return {
    problem: flawed("json-type", shown, `${label.text} of a row of ${where} is ${shown}, and no name`),
  };
};

const partOf = (row: Json, label: string, source: NumberSource): Part | Taken => {
  const { path } = source;
  if (!path) return { label, value: 1 };
  const taken = takePath(path, row, { ...source, aggregate: undefined });
  return taken.kind === "number" ? { label, value: taken.value } : taken;
};

const takeRows = (each: JsonPath, label: JsonPath, document: Json, source: NumberSource): Taken => {
  const rows = select(each, document);
  if (!isList(rows)) return rows;
  const where = each.text;
  if (rows.length > mostParts)
    return flawed(
      "json-mismatch",
      `${rows.length} rows`,
      `${where} selects ${rows.length} rows, at most ${mostParts} are kept`,
    );
  const parts = new Map<string, Part>();
  for (const row of rows) {
    const name = labelOf(row, label, where);
    if (typeof name !== "string") return name.problem;
    if (parts.has(name))
      return flawed("json-mismatch", name, `two rows of ${where} are called ${JSON.stringify(name)}`);
    const part = partOf(row, name, source);
    if (!("kind" in part)) parts.set(name, part);
    else if (part.kind !== "nothing" || !source.optional) return part;
  }
  const list = [...parts.values()];
  const found = together(
    list.map(({ value }) => value),
    source.aggregate ?? "sum",
    where,
  );
  return isTaken(found) ? found : { kind: "number", value: found, parts: list };
};

const takeText = (text: string | undefined, what: string, { decimal, scale }: NumberSource): Taken => {
  if (text === undefined) return nothing(`${what} is not found`);
  const value = parseNumber(text, decimal);
  const shown = JSON.stringify(text.trim().slice(0, 100));
  return value === undefined
    ? flawed(
        "reading-mismatch",
        shown,
        `${what} gives ${shown}, which is no number with a decimal ${decimal}`,
      )
    : whole(value * scale);
};

/** Looks for a number where its source says that it is. */
export const takeNumber = (source: NumberSource, content: Content): Taken => {
  const { path, pattern, each, label } = source;
  if (pattern) return takeText(pattern.find(content.text), `the pattern /${pattern.source}/`, source);
  if (each && label) return takeRows(each, label, content.document, source);
  return path ? takePath(path, content.document, source) : takeText(content.text, "the body", source);
};
