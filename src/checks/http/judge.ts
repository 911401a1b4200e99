import type { Judgement } from "../../core/outcome.ts";
import type { HttpAnswered } from "../../net/http-request.ts";
import { judgeCertificate } from "../expect/certificate.ts";
import { judged } from "../expect/judgement.ts";
import { judgeLatency } from "../expect/latency.ts";
import { judgeText, onOneLine } from "../expect/text.ts";
import { decodeText, type DecodedText } from "./body-text.ts";
import { judgeHeader } from "./header.ts";
import { judgeJson, type JsonExpectation } from "./json.ts";
import type { Json } from "./json-path.ts";
import type { HttpOptions } from "./options.ts";
import { judgeSize } from "./size.ts";
import { anySuccess, judgeStatus } from "./status.ts";

type Expectations = HttpOptions["expect"];

const unreadable = (subject: string, expected: string, detail: string): Judgement =>
  judged({
    subject,
    expected,
    actual: "unreadable",
    failure: { severity: "down", code: "invalid-encoding", detail },
  });

const judgeBody = (list: NonNullable<Expectations["body"]>, decoded: DecodedText): readonly Judgement[] =>
  decoded.kind === "invalid"
    ? [unreadable("body", "text", decoded.detail)]
    : list.map((expectation) => judgeText("body", "body-mismatch", expectation, decoded.text));

/** What `JSON.parse` returns is JSON by definition, hence the cast. */
const parseJson = (text: string): { readonly value: Json } | undefined => {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
};

const judgeDocument = (list: readonly JsonExpectation[], decoded: DecodedText): readonly Judgement[] => {
  if (decoded.kind === "invalid") return [unreadable("json", "a JSON body", decoded.detail)];
  const document = parseJson(decoded.text);
  if (document) return list.map((expectation) => judgeJson(expectation, document.value));
  const actual = decoded.text === "" ? "an empty body" : onOneLine(decoded.text);
  const detail = `the body is not JSON: it is ${decoded.text === "" ? "empty" : actual}`;
  return [
    judged({
      subject: "json",
      expected: "a JSON body",
      actual,
      failure: { severity: "down", code: "not-json", detail },
    }),
  ];
};

/** Holds every expectation against the answer. The body is decoded and parsed only when one asks for it. */
export const judgeAnswer = (
  expect: Expectations,
  answer: HttpAnswered,
  now: number,
): readonly Judgement[] => {
  const judgements = [judgeStatus(expect.status ?? anySuccess, answer.status, answer.statusText)];
  if (expect.latency) judgements.push(judgeLatency(expect.latency, answer.totalMs));
  if (expect.certificate && answer.certificate)
    judgements.push(judgeCertificate(expect.certificate, answer.certificate, now));
  for (const [name, expectation] of Object.entries(expect.header ?? {}))
    judgements.push(judgeHeader(name, expectation, answer.headers));
  if (expect.size) judgements.push(judgeSize(expect.size, answer.body.length));
  if (!expect.body && !expect.json) return judgements;
  const decoded = decodeText(answer.body, answer.headers.get("content-type"));
  if (expect.body) judgements.push(...judgeBody(expect.body, decoded));
  if (expect.json) judgements.push(...judgeDocument(expect.json, decoded));
  return judgements;
};
