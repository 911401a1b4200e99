import type { SchemaIssue } from "../core/schema.ts";
import { idPattern } from "./fields.ts";
import { find, placeOf, type Located, type Place } from "./located.ts";
import { didYouMean, listed, unknownName, type Report } from "./report.ts";
import { isSecretByName, urlPasswords } from "./secret-names.ts";

/**
 * Turns a schema's issues into problems. zod's issues say more than Standard Schema promises: their codes decide
 * the wording; an issue of another library is told by its own message.
 */

/** What zod's issues carry beside message and path; all of it may be absent. */
interface DetailedIssue {
  readonly code?: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly DetailedIssue[])[];
  readonly issues?: readonly DetailedIssue[];
  readonly format?: string;
  readonly pattern?: string;
  readonly origin?: string;
  readonly inclusive?: boolean;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly params?: { readonly candidates?: readonly string[] };
}

export interface IssueContext {
  readonly report: Report;
  /** What was validated. */
  readonly value: Located;
  /** The keys that the map at a path may have. */
  readonly keysAt: (path: readonly PropertyKey[]) => readonly string[];
}

export const reportIssues = (issues: readonly SchemaIssue[], context: IssueContext): void => {
  for (const issue of issues.map(normalized).flatMap(mostHelpful)) reportIssue(issue, context);
};

/** Every field beside message and path is optional in `DetailedIssue` and read as such. */
const normalized = (issue: SchemaIssue): DetailedIssue => ({
  ...(issue as { message: string }),
  path: (issue.path ?? []).map((key) => (typeof key === "object" ? key.key : key)),
});

const reportIssue = (issue: DetailedIssue, context: IssueContext): void => {
  const { report, value } = context;
  const found = find(value, issue.path);
  if (found?.kind === "scalar" && found.isBroken) return;
  if (issue.code === "unrecognized_keys") {
    const allowed = context.keysAt(issue.path);
    for (const key of issue.keys ?? [])
      report.error(keyPlace(value, [...issue.path, key]), unknownName("key", key, allowed));
  } else if (issue.code === "invalid_key") {
    const key = String(issue.path.at(-1));
    for (const inner of issue.issues ?? [])
      report.error(keyPlace(value, issue.path), `the key ${wanted(inner)}${meantBy(key, inner)}`);
  } else if (!found) {
    const message = issue.code === "custom" ? issue.message : `is missing${orOneOf(issue)}`;
    report.error(placeOf(value, issue.path), message);
  } else {
    report.error(found.at, `${wanted(issue)}${foundText(found, issue)}`);
  }
};

const keyPlace = (value: Located, path: readonly PropertyKey[]): Place => {
  const parent = find(value, path.slice(0, -1));
  const entry = parent?.kind === "map" ? parent.entries.get(String(path.at(-1))) : undefined;
  return entry?.keyAt ?? placeOf(value, path);
};

/** Only a plain choice is listed: what else a union allows would be left out. */
const orOneOf = ({ values = [] }: DetailedIssue): string =>
  values.length > 0 ? `; allowed: ${listed(values.map(String))}` : "";

/**
 * A value that fits no branch of a union: the branch whose kind of value was given says what is wrong with it; if
 * there is none, one issue says what all the branches want.
 */
const mostHelpful = (issue: DetailedIssue): readonly DetailedIssue[] => {
  if (issue.code !== "invalid_union" || !issue.errors || issue.errors.length === 0) return [issue];
  const branches = issue.errors.map((branch) => branch.flatMap(mostHelpful));
  const entered = branches.filter((branch) => !branch.some(isWrongKind));
  const [best] = entered.sort((left, right) => left.length - right.length);
  if (best) return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  const kinds = branches.flatMap((branch) => branch.filter(isWrongKind));
  const wishes = new Set(kinds.map((inner) => wanted(inner).replace(/^must be /, "")));
  const message = isAuthored(issue) ? issue.message : `must be ${anyOf([...wishes])}`;
  return [
    { code: "invalid_type", path: issue.path, message, params: { candidates: kinds.flatMap(choices) } },
  ];
};

const isWrongKind = (issue: DetailedIssue): boolean =>
  issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");

const anyOf = (wishes: readonly string[]): string =>
  wishes.length < 2 ? wishes.join("") : `${wishes.slice(0, -1).join(", ")} or ${wishes.at(-1)}`;

const kindNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
  null: "nothing",
};

const formatNames: Readonly<Record<string, string>> = {
  regex: "does not have the right form",
  url: "must be a URL",
  email: "must be an e-mail address",
};

/** zod's own messages begin with these words; any other is the schema author's. */
const isAuthored = ({ message }: DetailedIssue): boolean =>
  !/^(Invalid|Too (small|big)|Unrecognized)/.test(message);

/** What is allowed, as a sentence without its subject. A message of the schema's author goes before our own. */
const wanted = (issue: DetailedIssue): string => {
  if (isAuthored(issue)) return issue.message;
  const options = choices(issue);
  if (options.length > 0) return `must be ${options.length > 1 ? "one of " : ""}${listed(options)}`;
  if (issue.code === "too_small") return limit(issue, "least", issue.minimum);
  if (issue.code === "too_big") return limit(issue, "most", issue.maximum);
  if (issue.expected !== undefined) return `must be ${kindNames[issue.expected] ?? issue.expected}`;
  if (issue.format !== undefined) return formatNames[issue.format] ?? `must be a valid ${issue.format}`;
  return "is not valid";
};

const limit = (issue: DetailedIssue, side: "least" | "most", bound: number | bigint | undefined): string => {
  const unit = { string: " characters", array: " entries", set: " entries" }[issue.origin ?? ""];
  if (unit && side === "least" && Number(bound) === 1) return "must not be empty";
  if (unit) return `must have at ${side} ${bound}${unit}`;
  if (issue.inclusive === false) return `must be ${side === "least" ? "more" : "less"} than ${bound}`;
  return `must be at ${side} ${bound}`;
};

const choices = (issue: DetailedIssue): readonly string[] =>
  [...(issue.values ?? issue.options ?? []), ...(issue.params?.candidates ?? [])].map(String);

/** `, found "PSOT", did you mean "POST"?`; what came from a reference or is a secret is never shown. */
const foundText = (found: Located, issue: DetailedIssue): string => {
  if (found.kind !== "scalar") return isKindIssue(issue) ? `, found a ${found.kind}` : "";
  if (found.value === null) return ", found nothing";
  if (found.references !== undefined) return `, which the value of ${found.references} is not`;
  if (isSecretByName(issue.path.filter((key) => typeof key === "string"))) return "";
  if (urlPasswords(String(found.value)).length > 0) return "";
  const shown = JSON.stringify(found.value);
  const meant = meantBy(String(found.value), issue);
  return `, found ${shown.length > 80 ? `${shown.slice(0, 79)}…` : shown}${meant}`;
};

/** The word that a wrong one was meant to be: one of the choices, or the id that a title would make. */
const meantBy = (text: string, issue: DetailedIssue): string => {
  if (issue.pattern !== String(idPattern)) return didYouMean(text, choices(issue));
  const id = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, "-")
    .replace(/^[^a-z0-9]+|-$/g, "");
  return id === "" ? "" : `, did you mean "${id.slice(0, 64)}"?`;
};

const isKindIssue = (issue: DetailedIssue): boolean =>
  issue.code === "invalid_type" || issue.code === "invalid_value" || issue.params !== undefined;
