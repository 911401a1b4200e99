import type { Judgement } from "../../core/outcome.ts";
import type { HttpAnswered } from "../../net/http-request.ts";
import { certificateJudge } from "../expect/certificate.ts";
import { createJudge, type Redact } from "../expect/judgement.ts";
import { latencyJudge } from "../expect/latency.ts";
import { onOneLine, textJudge } from "../expect/text.ts";
import { decodeText, type DecodedText } from "./body-text.ts";
import { headerJudge } from "./header.ts";
import { jsonJudge } from "./json.ts";
import type { Json } from "./json-path.ts";
import type { HttpOptions } from "./options.ts";
import { sizeJudge } from "./size.ts";
import { anySuccess, statusJudge } from "./status.ts";

type Expectations = HttpOptions["expect"];

/** Adds the judgements of one kind of expectation. */
type BodyJudge = (decoded: DecodedText, judgements: Judgement[]) => void;

const bodyJudge = (list: NonNullable<Expectations["body"]>, redact: Redact): BodyJudge => {
  const unreadable = createJudge("body", "text", redact);
  const judges = list.map((expectation) => textJudge("body", "body-mismatch", expectation, redact));
  return (decoded, judgements) => {
    if (decoded.kind === "text") for (const judge of judges) judgements.push(judge(decoded.text));
    else judgements.push(unreadable.missed("unreadable", invalidEncoding(decoded.detail)));
  };
};

const invalidEncoding = (detail: string) => ({ severity: "down", code: "invalid-encoding", detail }) as const;

/** What `JSON.parse` returns is JSON by definition, hence the cast. */
const parseJson = (text: string): { readonly value: Json } | undefined => {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
};

const documentJudge = (list: NonNullable<Expectations["json"]>, redact: Redact): BodyJudge => {
  const unreadable = createJudge("json", "a JSON body", redact);
  const judges = list.map((expectation) => jsonJudge(expectation, redact));
  const notJson = (text: string) => {
    const actual = text === "" ? "an empty body" : onOneLine(text);
    const detail = `the body is not JSON: it is ${text === "" ? "empty" : actual}`;
    return unreadable.missed(actual, { severity: "down", code: "not-json", detail });
  };
  return (decoded, judgements) => {
    if (decoded.kind === "invalid") {
      judgements.push(unreadable.missed("unreadable", invalidEncoding(decoded.detail)));
      return;
    }
    const document = parseJson(decoded.text);
    if (document) for (const judge of judges) judgements.push(judge(document.value));
    else judgements.push(notJson(decoded.text));
  };
};

/** Holds every expectation against an answer. */
export type AnswerJudge = (answer: HttpAnswered, now: number) => readonly Judgement[];

/**
 * Prepares the expectations of a check, so that a run costs little more than the comparisons. The body is decoded and
 * parsed only when one of them asks for it. Judgements come out bounded and without secrets.
 */
export const answerJudge = (expect: Expectations, redact: Redact): AnswerJudge => {
  const status = statusJudge(expect.status ?? anySuccess, redact);
  const latency = expect.latency && latencyJudge(expect.latency, redact);
  const certificate = expect.certificate && certificateJudge(expect.certificate, redact);
  const headers = Object.entries(expect.header ?? {}).map(([name, expectation]) =>
    headerJudge(name, expectation, redact),
  );
  const size = expect.size && sizeJudge(expect.size, redact);
  const bodyJudges: BodyJudge[] = [];
  if (expect.body) bodyJudges.push(bodyJudge(expect.body, redact));
  if (expect.json) bodyJudges.push(documentJudge(expect.json, redact));
  return (answer, now) => {
    const judgements = [status(answer.status, answer.statusText)];
    if (latency) judgements.push(latency(answer.totalMs));
    if (certificate && answer.certificate) judgements.push(certificate(answer.certificate, now));
    for (const judge of headers) judgements.push(judge(answer.headers));
    if (size) judgements.push(size(answer.body.length));
    if (bodyJudges.length === 0) return judgements;
    const decoded = decodeText(answer.body, answer.headers.get("content-type"));
    for (const judge of bodyJudges) judge(decoded, judgements);
    return judgements;
  };
};
