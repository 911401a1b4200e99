import { ZodError } from "zod";
import { failedOutcome, type Outcome } from "../../core/outcome.ts";
import { reason } from "../../core/reason.ts";
import type { GitHubRefusal } from "./github.ts";

/** An owner or a repository that GitHub does not know, without an error. */
export const ownerAbsent = (name: string) =>
  ({
    kind: "absent",
    reason: reason("github-not-found", `GitHub knows no ${name}, or does not show it to this token`),
  }) as const satisfies GitHubRefusal;

/** An answer without what GitHub's schema promises. */
export const invalidAnswer = (what: string) =>
  ({
    kind: "failed",
    reason: reason("invalid-response", `GitHub's answer about ${what} has no data`),
  }) as const satisfies GitHubRefusal;

/** Runs a probe whose answers are read by schemas: one that does not fit is GitHub's failure, not a bug of ours. */
export const understood = async (
  redact: (text: string) => string,
  probe: () => Promise<Outcome>,
): Promise<Outcome> => {
  try {
    return await probe();
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const where = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).slice(0, 2);
    const detail = `GitHub's answer is not as its schema says: ${where.join("; ")}`;
    return failedOutcome("down", reason("invalid-response", redact(detail)));
  }
};
