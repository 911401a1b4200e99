import type { Judgement, Reading } from "../../core/outcome.ts";
import type { HttpAnswered } from "../../net/http-request.ts";
import { createJudge, type Redact } from "../expect/judgement.ts";
import { onOneLine } from "../expect/text.ts";
import { decodeText } from "../http/body-text.ts";
import type { Json } from "../http/json-path.ts";
import type { PartsOf } from "./parts.ts";
import type { NumberSource } from "./source.ts";
import { takeNumber, type Taken } from "./take.ts";

/** What an answer's body came to. */
export interface Numbers {
  readonly readings: readonly Reading[];
  readonly parts: readonly PartsOf[];
  /** One for each number that could not be taken, or one for a body that could not be read at all. */
  readonly judgements: readonly Judgement[];
}

/** What `JSON.parse` returns is JSON by definition, hence the cast. */
const parseJson = (text: string): { readonly document: Json } | undefined => {
  try {
    return { document: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
};

const prepareSource = (name: string, source: NumberSource, redact: Redact) => {
  const judge = createJudge(`reading ${name}`, "a number", redact);
  const { severity } = source;
  return {
    name,
    source,
    missed: (taken: Exclude<Taken, { kind: "number" }>): Judgement =>
      taken.kind === "flawed"
        ? judge.missed(taken.actual, { severity, code: taken.code, detail: taken.detail })
        : judge.missed("nothing", { severity, code: "reading-missing", detail: taken.detail }),
  };
};

type Prepared = ReturnType<typeof prepareSource>;

const takeAll = (prepared: readonly Prepared[], text: string, document: Json, redact: Redact): Numbers => {
  const readings: Reading[] = [];
  const parts: PartsOf[] = [];
  const judgements: Judgement[] = [];
  for (const { name, source, missed } of prepared) {
    const taken = takeNumber(source, { text, document });
    if (taken.kind !== "number") {
      if (taken.kind !== "nothing" || !source.optional) judgements.push(missed(taken));
      continue;
    }
    const { unit } = source;
    readings.push({ name, value: taken.value, unit });
    if (source.each)
      parts.push({
        reading: name,
        unit,
        parts: taken.parts.map(({ label, value }) => ({ label: redact(label), value })),
      });
  }
  return { readings, parts, judgements };
};

/** Prepares the taking of numbers out of answers. The body is parsed only where a path asks for it. */
export const numberTaker = (
  readings: Readonly<Record<string, NumberSource>>,
  redact: Redact,
): ((answer: HttpAnswered) => Numbers) => {
  const prepared = Object.entries(readings).map(([name, source]) => prepareSource(name, source, redact));
  const asksForJson = prepared.some(({ source: { path, each } }) => path ?? each);
  const judge = createJudge("body", asksForJson ? "a JSON body" : "text", redact);
  const unreadable = (...missed: Parameters<typeof judge.missed>): Numbers => ({
    readings: [],
    parts: [],
    judgements: [judge.missed(...missed)],
  });
  return ({ body, headers }) => {
    const decoded = decodeText(body, headers.get("content-type"));
    if (decoded.kind === "invalid")
      return unreadable("unreadable", { severity: "down", code: "invalid-encoding", detail: decoded.detail });
    const { text } = decoded;
    const parsed = asksForJson ? parseJson(text) : { document: null };
    if (parsed) return takeAll(prepared, text, parsed.document, redact);
    const actual = text === "" ? "an empty body" : onOneLine(text);
    const detail = `the body is not JSON: it is ${text === "" ? "empty" : actual}`;
    return unreadable(actual, { severity: "down", code: "not-json", detail });
  };
};
