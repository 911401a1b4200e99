import type { Judgement } from "../../core/outcome.ts";
import { reason } from "../../core/reason.ts";

const dayMs = 86_400_000;

/** How many days before its end a token is warned of. */
const steps = [14, 3, 1] as const;

const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/**
 * Warns of a token's end 14, 3 and 1 days before, each time for a day (the last until the end): so each step is told
 * once, and between them other warnings of the check still ring. Nothing to judge for a token without an end.
 */
export const tokenJudgement = (expiresAt: number | undefined, now: number): Judgement | undefined => {
  if (expiresAt === undefined) return undefined;
  const left = expiresAt - now;
  const days = Math.floor(left / dayMs);
  const step = steps.find((step) => left <= step * dayMs && left > (step - 1) * dayMs);
  const actual = `valid until ${utc(expiresAt)}`;
  const common = { subject: "token", expected: "not about to end", actual };
  if (step === undefined && left > 0) return { ...common, status: "up" };
  const when = days < 1 ? "in less than a day" : `in ${days} day${days === 1 ? "" : "s"}`;
  const ends = left > 0 ? `ends ${when}, on ${utc(expiresAt)}` : `ended on ${utc(expiresAt)}`;
  return {
    ...common,
    status: "degraded",
    reason: reason(
      "github-token-expiring",
      `the GitHub token ${ends}: make a new one and put it where the old one stands`,
    ),
  };
};
