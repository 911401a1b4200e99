import { defineCheckType } from "../core/check-type.ts";
import type { Probe } from "../core/check.ts";
import type { Reading } from "../core/outcome.ts";
import { requestHttp, type HttpAnswered } from "../net/http-request.ts";
import { createRedactor, redactUrl } from "../net/redact.ts";
import type { Lookup } from "../net/resolve-host.ts";
import { readableText } from "./http/body-text.ts";
import { judgeAnswer } from "./http/judge.ts";
import { httpOptions, type HttpOptions } from "./http/options.ts";
import { planRequest, secretsOf, type RequestPlan } from "./http/request.ts";
import { connectionReadings, latencyReading } from "./probe/readings.ts";
import { createReport } from "./probe/report.ts";

const answerReadings = (answer: HttpAnswered, now: number): readonly Reading[] => [
  latencyReading(answer),
  ...connectionReadings(answer, now),
  { name: "status_code", value: answer.status, unit: "code" },
  { name: "size", value: answer.body.length, unit: "bytes" },
];

const createProbe =
  (expect: HttpOptions["expect"], plan: RequestPlan, redact: (text: string) => string): Probe =>
  async (run) => {
    const { clock, timeoutMs, signal } = run;
    const report = createReport(run, redact);
    const exchange = await requestHttp({ ...plan, clock, timeoutMs, signal, trace: report.trace });
    const { address } = exchange;
    const now = clock.now();
    if (exchange.kind === "failed")
      return report.failed({ address, readings: connectionReadings(exchange, now) }, exchange.reason);
    const body = () => readableText(exchange.body, exchange.headers.get("content-type"));
    const readings = answerReadings(exchange, now);
    return report.judged({ address, body, readings }, judgeAnswer(expect, exchange, now));
  };

/** `type: http`, with another resolver than the system's when one is given. */
export const createHttpCheck = (lookup?: Lookup) =>
  defineCheckType({
    type: "http",
    summary: "Asks an HTTP or HTTPS address and judges the answer",
    options: httpOptions,
    prepare: (options, surroundings) => {
      const hideOwn = createRedactor(secretsOf(options));
      const redact = (text: string) => surroundings.redact(hideOwn(text));
      return {
        target: redact(`${options.method} ${redactUrl(options.url)}`),
        host: new URL(options.url).hostname,
        probe: createProbe(options.expect, { ...planRequest(options, surroundings), lookup }, redact),
      };
    },
  });

export const httpCheck = createHttpCheck();
