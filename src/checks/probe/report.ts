import type { RunContext } from "../../core/check.ts";
import { judge, type Evidence, type Judgement, type Outcome, type Reading } from "../../core/outcome.ts";
import { reason, type Reason } from "../../core/reason.ts";
import type { Redact } from "../expect/judgement.ts";

/** What a run found beside its judgements. */
export interface Found {
  readonly readings: readonly Reading[];
  readonly address?: string | undefined;
  /** What happened on the wire, line by line; called only when there is reason to. */
  readonly steps: () => readonly string[];
  /** Reads the body for evidence; called only when there is reason to. */
  readonly body?: () => string;
}

const evidenceBytes = 4096;
/** The part of it that the exchange leaves to the body. */
const bodyBytes = 1536;

/** The beginning of a text that takes at most so many bytes, without half a character. */
const firstBytes = (text: string, bytes: number): string => {
  if (bytes <= 0) return "";
  const coded = new TextEncoder().encode(text.slice(0, bytes));
  return coded.length <= bytes
    ? text.slice(0, bytes)
    : new TextDecoder().decode(coded.subarray(0, bytes)).replace(/\uFFFD+$/, "");
};

/** Cuts come after redaction, so that no half of a secret is left. */
const evidenceOf = ({ address, body, steps }: Found, redact: Redact): Evidence => {
  let room = evidenceBytes;
  const take = (text: string, limit: number) => {
    const taken = firstBytes(redact(text), Math.min(room, limit));
    room -= Buffer.byteLength(taken);
    return taken;
  };
  const exchange: string[] = [];
  for (const line of steps()) {
    if (room <= bodyBytes) break;
    const taken = take(line, room - bodyBytes);
    if (taken) exchange.push(taken);
  }
  const text = body && take(body(), room);
  return { exchange, ...(text && { body: text }), ...(address && { address }) };
};

/** Shows each step of a run to whoever wants to see it; absent when nobody does, which makes steps nearly free. */
export const redactedTrace = ({ trace }: RunContext, redact: Redact): ((line: string) => void) | undefined =>
  trace && ((line) => trace(redact(line)));

const isUp = ({ status }: Judgement): boolean => status === "up";

/** The outcome of a run that could be judged; the judgements are clean already, see `createJudge`. */
export const judgedOutcome = (found: Found, judgements: readonly Judgement[], redact: Redact): Outcome =>
  judgements.every(isUp)
    ? { status: "up", readings: found.readings, judgements }
    : judge(found.readings, judgements, evidenceOf(found, redact));

/** The outcome of a run that came to nothing that could be judged. */
export const brokenOutcome = (found: Found, { code, detail }: Reason, redact: Redact): Outcome => ({
  status: code === "run-interrupted" ? "unknown" : "down",
  reason: reason(code, redact(detail)),
  readings: found.readings,
  judgements: [],
  evidence: evidenceOf(found, redact),
});
