import { worseStatus, type Judgement, type Status } from "../../core/outcome.ts";
import { createJudge, type Redact } from "../expect/judgement.ts";
import { onOneLine } from "../expect/text.ts";
import type { ScriptOptions } from "./options.ts";
import type { OutputFormat } from "./parse-output.ts";
import type { Printed } from "./printed.ts";

/** monitoring-plugins.org/doc/guidelines.html, "Plugin Return Codes". */
const nagiosCodes: readonly Status[] = ["up", "degraded", "down", "unknown"];

/** What an exit code means. */
export const exitStatus = (
  code: number,
  format: OutputFormat | undefined,
  exitCodes: ScriptOptions["exit_codes"],
): Status => {
  const given = exitCodes[String(code)];
  if (given) return given;
  if (code === 0) return "up";
  if (exitCodes["other"]) return exitCodes["other"];
  return format === "nagios" ? (nagiosCodes[code] ?? "unknown") : "down";
};

/** What the program says of what it looked at: by its exit code, and in its output. The worse counts. */
export interface Verdict {
  readonly status: Status;
  /** `exit code 2`, or the status in the output. */
  readonly said: string;
  /** For people. */
  readonly detail: string;
}

interface Ended {
  readonly code: number;
  readonly format: OutputFormat | undefined;
  /** Absent when the output could not be read. */
  readonly printed: Printed | undefined;
  readonly errorLine: string | undefined;
}

export const verdictOf = (
  { code, format, printed, errorLine }: Ended,
  exitCodes: ScriptOptions["exit_codes"],
): Verdict => {
  const byCode = exitStatus(code, format, exitCodes);
  const own = printed?.status ?? "up";
  const status = worseStatus(byCode, own);
  const said = status === byCode ? `exit code ${code}` : own;
  const message = printed?.message && onOneLine(printed.message);
  const words = errorLine === undefined ? `the program says ${said}` : `${said}: ${errorLine}`;
  return { status, said, detail: message || words };
};

/** Judges what the program says, unless that is `unknown`, of which there is nothing to judge. */
export const verdictJudge = (redact: Redact): ((verdict: Verdict) => Judgement) => {
  const judge = createJudge("status", "up", redact);
  return ({ status, said, detail }) =>
    status === "degraded" || status === "down"
      ? judge.missed(said, { severity: status, code: "program-failed", detail })
      : judge.met(said);
};
