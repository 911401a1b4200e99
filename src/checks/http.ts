import type { CheckSurroundings } from "../core/check-type.ts";
import { defineCheckType } from "../core/check-type.ts";
import type { Probe } from "../core/check.ts";
import type { Reading } from "../core/outcome.ts";
import { requestHttp, type HttpAnswered } from "../net/http-request.ts";
import { createRedactor, redactUrl } from "../net/redact.ts";
import type { Lookup } from "../net/resolve-host.ts";
import { readableText } from "./http/body-text.ts";
import { judgeAnswer } from "./http/judge.ts";
import { httpOptions, type HttpOptions } from "./http/options.ts";
import { planRequest, secretsOf } from "./http/request.ts";
import { connectionReadings, latencyReading } from "./probe/readings.ts";
import { createReport } from "./probe/report.ts";

const answerReadings = (answer: HttpAnswered, now: number): readonly Reading[] => [
  latencyReading(answer),
  ...connectionReadings(answer, now),
  { name: "status_code", value: answer.status, unit: "code" },
  { name: "size", value: answer.body.length, unit: "bytes" },
];

const createProbe = (options: HttpOptions, surroundings: CheckSurroundings, lookup?: Lookup): Probe => {
  const plan = planRequest(options, surroundings);
  const ownSecrets = createRedactor(secretsOf(options));
  const redact = (text: string) => surroundings.redact(ownSecrets(text));
  return async (run) => {
    const { clock, timeoutMs, signal } = run;
    const report = createReport(run, redact);
    const exchange = await requestHttp({ ...plan, clock, timeoutMs, signal, lookup, trace: report.trace });
    const { address } = exchange;
    if (exchange.kind === "failed")
      return report.failed({ address, readings: connectionReadings(exchange, clock.now()) }, exchange.reason);
    const body = () => readableText(exchange.body, exchange.headers.get("content-type"));
    return report.judged(
      { address, body, readings: answerReadings(exchange, clock.now()) },
      judgeAnswer(options.expect, exchange, clock.now()),
    );
  };
};

/** `type: http`, with another resolver than the system's when one is given. */
export const createHttpCheck = (lookup?: Lookup) =>
  defineCheckType({
    type: "http",
    summary: "Asks an HTTP or HTTPS address and judges the answer",
    options: httpOptions,
    prepare: (options, surroundings) => ({
      target: `${options.method} ${redactUrl(options.url)}`,
      host: new URL(options.url).hostname,
      probe: createProbe(options, surroundings, lookup),
    }),
  });

export const httpCheck = createHttpCheck();
