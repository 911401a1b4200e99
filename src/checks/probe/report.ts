import type { RunContext } from "../../core/check.ts";
import { judge, type Evidence, type Judgement, type Outcome, type Reading } from "../../core/outcome.ts";
import { reason, type Reason } from "../../core/reason.ts";

/** Collects what happens on the wire during one run, and makes an outcome in which no secret is left. */
export interface Report {
  readonly trace: (line: string) => void;
  judged(found: Found, judgements: readonly Judgement[]): Outcome;
  failed(found: Found, reason: Reason): Outcome;
}

interface Found {
  readonly readings: readonly Reading[];
  readonly address?: string | undefined;
  /** Reads the body for evidence; called only when there is reason to. */
  readonly body?: () => string;
}

const actualLength = 200;
const evidenceBytes = 4096;
/** The part of it that the exchange leaves to the body. */
const bodyBytes = 1536;
/** Of the exchange, in characters; redaction waits until the evidence is needed. */
const rememberedLength = 16_384;

/** The beginning of a text that takes at most so many bytes, without half a character. */
const firstBytes = (text: string, bytes: number): string => {
  if (bytes <= 0) return "";
  const coded = new TextEncoder().encode(text.slice(0, bytes));
  return coded.length <= bytes
    ? text.slice(0, bytes)
    : new TextDecoder().decode(coded.subarray(0, bytes)).replace(/\uFFFD+$/, "");
};

const bounded = (text: string): string =>
  text.length > actualLength ? `${text.slice(0, actualLength - 1).toWellFormed()}…` : text;

/** Cuts come after redaction everywhere here, so that no half of a secret is left. */
export const createReport = (run: RunContext, redact: (text: string) => string): Report => {
  const lines: string[] = [];
  let length = 0;

  const clean = ({ code, detail }: Reason): Reason => reason(code, redact(detail));
  const cleanJudgement = (judgement: Judgement): Judgement => ({
    ...judgement,
    subject: bounded(redact(judgement.subject)),
    expected: bounded(redact(judgement.expected)),
    actual: bounded(redact(judgement.actual)),
    ...(judgement.reason && { reason: clean(judgement.reason) }),
  });
  const evidence = ({ address, body }: Found): Evidence => {
    let room = evidenceBytes;
    const take = (text: string, limit: number) => {
      const taken = firstBytes(redact(text), Math.min(room, limit));
      room -= Buffer.byteLength(taken);
      return taken;
    };
    const exchange = lines.map((line) => take(line, room - bodyBytes)).filter(Boolean);
    const text = body && take(body(), room);
    return { exchange, ...(text && { body: text }), ...(address && { address }) };
  };

  return {
    trace: (line) => {
      run.trace?.(redact(line));
      length += line.length;
      if (length <= rememberedLength) lines.push(line);
    },
    judged: (found, judgements) => {
      const outcome = judge(found.readings, judgements.map(cleanJudgement));
      return outcome.status === "up" ? outcome : { ...outcome, evidence: evidence(found) };
    },
    failed: (found, why) => ({
      status: why.code === "run-interrupted" ? "unknown" : "down",
      reason: clean(why),
      readings: found.readings,
      judgements: [],
      evidence: evidence(found),
    }),
  };
};
