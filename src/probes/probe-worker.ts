import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { catalogue } from "../catalogue.ts";
import { loadConfig } from "../config/load.ts";
import type { Check, RunContext } from "../core/check.ts";
import { errorText } from "../core/error-text.ts";
import { failedOutcome, type Outcome } from "../core/outcome.ts";
import { reason } from "../core/reason.ts";
import { systemClock } from "../engine/system-clock.ts";
import { createRedactor } from "../net/redact.ts";
import { FoundEncoder, shareOf, type FromThread, type ToThread } from "./wire.ts";

/*
 * A probe thread: it makes its share of the checks from the configuration's text by the way the main thread does, and
 * runs their probes when told to. Times, limits, states and the store are the main thread's.
 */

if (!parentPort) throw new Error("this file is the entry of a probe thread");
const port = parentPort;
const say = (message: FromThread): void => port.postMessage(message);

let checks: ReadonlyMap<string, Check> = new Map();
let redact = (text: string): string => text;
const under: Map<number, ProbeContext> = new Map();
const found = new FoundEncoder();
let isTelling = false;

class ProbeContext implements RunContext {
  readonly timeoutMs: number;
  readonly clock = systemClock;
  #controller: AbortController | undefined;
  #isCut = false;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isCut) this.#controller.abort();
    return this.#controller.signal;
  }

  cut(): void {
    this.#isCut = true;
    this.#controller?.abort();
  }
}

const configure = ({ generation, configuration, share, of }: Extract<ToThread, { kind: "configure" }>) => {
  const readFile = (path: string): string => readFileSync(path, "utf8");
  const { config, problems } = loadConfig({
    ...configuration,
    readFile,
    catalogue,
    clock: systemClock,
    createRedactor,
  });
  if (!config) return say({ kind: "configured", generation, trouble: problems[0]?.message ?? "refused" });
  checks = new Map(
    config.checks.filter(({ id }) => shareOf(id, of) === share).map((check) => [check.id, check]),
  );
  redact = createRedactor(config.secrets);
  say({ kind: "configured", generation });
};

const run = (number: number, check: Check): void => {
  const context = new ProbeContext(check.timeoutMs);
  const began = performance.now();
  const end = (outcome: Outcome): void => {
    if (!under.delete(number)) return;
    found.add(number, Math.round((performance.now() - began) * 100) / 100, outcome);
    tellSoon();
  };
  const fail = (error: unknown): void =>
    end(failedOutcome("unknown", reason("run-failed", redact(errorText(error)))));
  under.set(number, context);
  try {
    check.probe(context).then(end, fail);
  } catch (error) {
    fail(error);
  }
};

/** What ends within one turn of the event loop is told in one message. */
const tellSoon = (): void => {
  if (isTelling) return;
  isTelling = true;
  setImmediate(() => {
    isTelling = false;
    say({ kind: "found", ...found.take() });
  });
};

const runAll = (runs: readonly (number | string)[]): void => {
  const strange: number[] = [];
  for (let at = 0; at < runs.length; at += 2) {
    const number = Number(runs[at]);
    const check = checks.get(String(runs[at + 1]));
    if (check) run(number, check);
    else strange.push(number);
  }
  if (strange.length > 0) say({ kind: "strange", runs: strange });
};

const cut = (runs: readonly number[]): void => {
  for (const number of runs) {
    under.get(number)?.cut();
    under.delete(number);
  }
};

port.on("message", (message: ToThread) => {
  if (message.kind === "configure") configure(message);
  else if (message.kind === "run") runAll(message.runs);
  else cut(message.runs);
});
