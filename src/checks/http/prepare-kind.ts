import type { CheckSurroundings } from "../../core/check-type.ts";
import { createRedactor } from "../../net/redact.ts";
import type { TlsOptions } from "../../net/secure-context.ts";
import type { Redact } from "../expect/judgement.ts";
import { answerJudge, type AnswerJudge } from "./judge.ts";
import type { SharedOptions } from "./parse-options.ts";
import { planRequest, secretsOf, type RequestPlan } from "./request.ts";

/** Everything about a check that does not depend on its address. */
export interface CheckKind {
  readonly plan: RequestPlan;
  readonly judge: AnswerJudge;
  readonly redact: Redact;
}

interface Prepared extends CheckKind {
  readonly tls: TlsOptions;
  readonly env: CheckSurroundings["env"];
  readonly redactKnown: Redact;
}

const prepared = new WeakMap<SharedOptions, Prepared>();

const make = (
  options: SharedOptions,
  secrets: readonly string[],
  tls: TlsOptions,
  { env, redact: redactKnown }: CheckSurroundings,
): Prepared => {
  const hideOwn = createRedactor(secrets);
  const redact = (text: string) => redactKnown(hideOwn(text));
  const judge = answerJudge(options.expect, redact);
  return { plan: planRequest(options, tls, env), judge, redact, tls, env, redactKnown };
};

/** What checks with equal options share. A secret in the address makes a check a kind of its own. */
export const prepareKind = (
  options: SharedOptions,
  secretsInAddress: readonly string[],
  tls: TlsOptions,
  surroundings: CheckSurroundings,
): CheckKind => {
  const { env, redact } = surroundings;
  const known = prepared.get(options);
  const own = secretsInAddress.length > 0;
  if (!own && known?.tls === tls && known.env === env && known.redactKnown === redact) return known;
  const made = make(options, [...secretsOf(options), ...secretsInAddress], tls, surroundings);
  if (!own) prepared.set(options, made);
  return made;
};
