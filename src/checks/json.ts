import { defineCheckType, type CheckSurroundings } from "../core/check-type.ts";
import type { Probe, RunContext } from "../core/check.ts";
import type { Judgement } from "../core/outcome.ts";
import { requestHttp } from "../net/http-request.ts";
import { createRedactor, redactUrl, secretsInUrl } from "../net/redact.ts";
import type { Lookup } from "../net/resolve-host.ts";
import type { Redact } from "./expect/judgement.ts";
import { createReadingJudge } from "./expect/reading.ts";
import { readableText } from "./http/body-text.ts";
import { answerJudge } from "./http/judge.ts";
import { planRequest, planTls, secretsOf, tryProxy } from "./http/request.ts";
import { numberTaker, type Numbers } from "./json/judge-numbers.ts";
import { jsonOptions, type JsonOptions } from "./json/options.ts";
import { keepParts } from "./json/parts.ts";
import { answeredReadings, failedReadings } from "./probe/readings.ts";
import { brokenOutcome, judgedOutcome, redactedTrace } from "./probe/report.ts";

interface JsonCheck {
  readonly plan: Omit<Parameters<typeof requestHttp>[0], "clock" | "timeoutMs" | "run" | "trace">;
  readonly judge: ReturnType<typeof answerJudge>;
  readonly take: ReturnType<typeof numberTaker>;
  readonly readingJudge: ReturnType<typeof createReadingJudge>;
  readonly timezone: string;
  readonly redact: Redact;
}

const noNumbers: Numbers = { readings: [], parts: [], judgements: [] };

const isGoodStatus = ([status]: readonly Judgement[]): boolean => status?.status === "up";

const createProbe = (check: JsonCheck): Probe => {
  const { plan, judge, take, readingJudge, timezone, redact } = check;
  return async (run: RunContext) => {
    const { clock, timeoutMs, ledger } = run;
    const exchange = await requestHttp({ ...plan, clock, timeoutMs, run, trace: redactedTrace(run, redact) });
    const { address, steps } = exchange;
    const now = clock.now();
    if (exchange.kind === "failed")
      return brokenOutcome(
        { address, steps, readings: failedReadings(exchange, now) },
        exchange.reason,
        redact,
      );
    const ofAnswer = judge(exchange, now);
    // The numbers on an error page are nobody's numbers.
    const isGood = isGoodStatus(ofAnswer);
    const numbers = isGood ? take(exchange) : noNumbers;
    const readings = [
      ...answeredReadings(exchange, now),
      { name: "status_code", value: exchange.status, unit: "code" } as const,
      { name: "size", value: exchange.body.length, unit: "bytes" } as const,
      ...numbers.readings,
    ];
    const ofReadings = isGood ? await readingJudge.judge(readings, { now, ledger }) : [];
    if (ledger) await keepParts(ledger, numbers.parts, { now, timezone });
    const body = () => readableText(exchange.body, exchange.headers.get("content-type"));
    const judgements = [...ofAnswer, ...numbers.judgements, ...ofReadings];
    return judgedOutcome({ address, steps, body, readings }, judgements, redact);
  };
};

const prepare = (options: JsonOptions, surroundings: CheckSurroundings, lookup: Lookup | undefined) => {
  const { url, method, readings, expect } = options;
  const { env } = surroundings;
  const tls = planTls(options, surroundings);
  tryProxy(url, options, env);
  const hideOwn = createRedactor([...secretsOf(options), ...secretsInUrl(url)]);
  const redact = (text: string) => surroundings.redact(hideOwn(text));
  const timezone = options.timezone ?? surroundings.timezone ?? "UTC";
  const readingJudge = createReadingJudge(expect.readings ?? {}, { timezone, redact });
  const hasParts = Object.values(readings).some(({ each }) => each);
  const { status, latency, certificate } = expect;
  return {
    target: redact(`${method} ${redactUrl(url)}`),
    host: new URL(url).hostname,
    usesLedger: readingJudge.usesLedger || hasParts,
    probe: createProbe({
      plan: { ...planRequest(options, tls, env), url, lookup },
      judge: answerJudge({ status, latency, certificate }, redact),
      take: numberTaker(readings, redact),
      readingJudge,
      timezone,
      redact,
    }),
  };
};

/** `type: json`, with another resolver than the system's when one is given. */
export const createJsonCheck = (lookup?: Lookup) =>
  defineCheckType({
    type: "json",
    summary: "Takes numbers out of the JSON or text that an HTTP address answers with",
    options: jsonOptions,
    prepare: (options, surroundings) => prepare(options, surroundings, lookup),
  });

export const jsonCheck = createJsonCheck();
