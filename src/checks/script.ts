import { resolve } from "node:path";
import { defineCheckType, type CheckSurroundings } from "../core/check-type.ts";
import type { Probe, RunContext } from "../core/check.ts";
import type { Outcome, Reading } from "../core/outcome.ts";
import { reason } from "../core/reason.ts";
import { createRedactor } from "../net/redact.ts";
import type { Redact } from "./expect/judgement.ts";
import { latencyJudge } from "./expect/latency.ts";
import { createReadingJudge } from "./expect/reading.ts";
import { onOneLine } from "./expect/text.ts";
import { brokenOutcome, judgedOutcome, redactedTrace } from "./probe/report.ts";
import { commandOf, commandText, environmentOf, secretsOf } from "./script/command.ts";
import { nameReadings } from "./script/name-readings.ts";
import { scriptOptions, type ScriptOptions } from "./script/options.ts";
import { readOutput } from "./script/parse-output.ts";
import { isUnreadable } from "./script/printed.ts";
import { foundIn, lastErrorLine, traceEnd } from "./script/report.ts";
import { isAlive } from "./script/process-group.ts";
import { runProgram, type ProgramEnd, type ProgramRequest } from "./script/run-program.ts";
import { verdictJudge, verdictOf } from "./script/script-status.ts";

const requestOf = (
  options: ScriptOptions,
  env: Readonly<Record<string, string>>,
  { folder = "." }: CheckSurroundings,
): ProgramRequest => ({
  ...commandOf(options),
  folder: resolve(folder, options.cwd),
  env,
  outputBytes: options.output_limit,
});

const inputOf = (
  { input }: ScriptOptions,
  { checkId, timezone = "UTC" }: CheckSurroundings,
  { clock }: RunContext,
): string | undefined =>
  input === undefined
    ? undefined
    : `${JSON.stringify({ check: checkId, at: clock.now(), timezone, input })}\n`;

/** Makes what turns a program's end into an outcome. */
const createReader = (options: ScriptOptions, redact: Redact, timezone: string | undefined) => {
  const { duration, ...expected } = options.expect;
  const judgeVerdict = verdictJudge(redact);
  const judgeDuration = duration && latencyJudge(duration, redact, "duration");
  const readingJudge = createReadingJudge(expected, { timezone, redact });
  const rules = {
    namings: options.readings,
    wanted: new Set(Object.keys(expected)),
    reserved: ["duration"],
    redact,
  };
  const command = commandText(options);
  // Plugins are called check_…, and what they print about wrong arguments is mere text.
  const usual = command.startsWith("check_") ? "nagios" : undefined;

  const read = async (end: ProgramEnd, run: RunContext, trace?: (line: string) => void): Promise<Outcome> => {
    if (end.kind !== "exited") return ended(end, trace);
    const { format, found: output } = readOutput(end.stdout, options.format, usual);
    const printed = isUnreadable(output) ? undefined : output;
    const named = nameReadings(printed?.numbers ?? [], rules);
    const told = { command, end, notes: [...(printed?.notes ?? []), ...named.notes] };
    if (trace) traceEnd(told, trace);
    const readings: Reading[] = [{ name: "duration", value: end.durationMs, unit: "ms" }, ...named.readings];
    const found = foundIn(told, readings);
    const { code } = end;
    const verdict = verdictOf({ code, format, printed, errorLine: lastErrorLine(end) }, options.exit_codes);
    if (isUnreadable(output) && verdict.status === "up")
      return brokenOutcome(found, reason("output-invalid", output.problem), redact);
    if (verdict.status === "unknown")
      return { ...brokenOutcome(found, reason("program-failed", verdict.detail), redact), status: "unknown" };
    const judgements = [
      judgeVerdict(verdict),
      ...(judgeDuration ? [judgeDuration(end.durationMs)] : []),
      ...(await readingJudge.judge(readings, { now: run.clock.now(), ledger: run.ledger })),
    ];
    return judgedOutcome(found, judgements, redact);
  };

  const ended = (end: Exclude<ProgramEnd, { kind: "exited" }>, trace?: (line: string) => void): Outcome => {
    const told = { command, end, notes: [] };
    if (trace) traceEnd(told, trace);
    const why =
      end.kind === "failed"
        ? end.reason
        : reason("program-failed", `the program was ended by ${end.signal}, not by Hinomi`);
    return brokenOutcome(foundIn(told, []), why, redact);
  };

  return { read, usesLedger: readingJudge.usesLedger };
};

export const scriptCheck = defineCheckType({
  type: "script",
  summary: "Runs a program and takes readings from what it prints",
  options: scriptOptions,
  prepare: (options, surroundings) => {
    if (process.platform === "win32")
      throw new Error(
        "type: script needs process groups, which Windows does not have: run Hinomi in WSL or a container",
      );
    const env = environmentOf(options, surroundings.env);
    const hideOwn = createRedactor(secretsOf(options, env));
    const redact = (text: string) => surroundings.redact(hideOwn(text));
    const request = requestOf(options, env, surroundings);
    const { read, usesLedger } = createReader(options, redact, surroundings.timezone);
    let stuck: number | undefined;
    const probe: Probe = async (run) => {
      const trace = redactedTrace(run, redact);
      trace?.(`> ${onOneLine(commandText(options))}`);
      if (stuck !== undefined && isAlive(stuck)) return read(stillStuck(stuck), run, trace);
      const input = inputOf(options, surroundings, run);
      const end = await runProgram({ ...request, input, trace }, run);
      if (end.kind === "failed") stuck = end.stuck;
      return read(end, run, trace);
    };
    return {
      target: shortened(onOneLine(redact(commandText(options)))),
      probe,
      ...(usesLedger && { usesLedger }),
    };
  },
});

/** One process that hangs in the system is enough. */
const stillStuck = (pid: number): ProgramEnd => {
  const detail = `process ${pid} of an earlier run cannot be ended: it waits for a disk or a network file system`;
  return {
    kind: "failed",
    reason: reason("run-timeout", detail),
    stdout: "",
    stderr: "",
    durationMs: 0,
    stuck: pid,
  };
};

const longestTarget = 200;

/** Comes after redaction, so that no half of a secret is left. */
const shortened = (text: string): string =>
  text.length > longestTarget ? `${text.slice(0, longestTarget - 1).toWellFormed()}…` : text;
