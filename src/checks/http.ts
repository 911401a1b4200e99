import type { CheckType } from "../core/check-type.ts";
import type { Probe } from "../core/check.ts";
import { requestHttp } from "../net/http-request.ts";
import { redactUrl, secretsInUrl } from "../net/redact.ts";
import type { Lookup } from "../net/resolve-host.ts";
import { readableText } from "./http/body-text.ts";
import { httpOptions, parseOptions } from "./http/parse-options.ts";
import { prepareKind, type CheckKind } from "./http/prepare-kind.ts";
import { planTls, tryProxy } from "./http/request.ts";
import { judgingReadings } from "./probe/judged-readings.ts";
import { answeredReadings, failedReadings } from "./probe/readings.ts";
import { brokenOutcome, judgedOutcome, redactedTrace } from "./probe/report.ts";

const createProbe =
  (url: string, { plan, judge, redact }: CheckKind, lookup: Lookup | undefined): Probe =>
  async (run) => {
    const { clock, timeoutMs } = run;
    const trace = redactedTrace(run, redact);
    const exchange = await requestHttp({ ...plan, url, lookup, clock, timeoutMs, run, trace });
    const { address, steps } = exchange;
    const now = clock.now();
    if (exchange.kind === "failed") {
      const readings = failedReadings(exchange, now);
      return brokenOutcome({ address, steps, readings }, exchange.reason, redact);
    }
    const body = () => readableText(exchange.body, exchange.headers.get("content-type"));
    const readings = answeredReadings(exchange, now);
    readings.push({ name: "status_code", value: exchange.status, unit: "code" });
    readings.push({ name: "size", value: exchange.body.length, unit: "bytes" });
    return judgedOutcome({ address, steps, body, readings }, judge(exchange, now), redact);
  };

/** A quick look saves most addresses the parsing. */
const secretsIn = (url: string): readonly string[] => (/[@?]/.test(url) ? secretsInUrl(url) : []);

/** `type: http`, with another resolver than the system's when one is given. */
export const createHttpCheck = (lookup?: Lookup): CheckType<"http"> => ({
  type: "http",
  summary: "Asks an HTTP or HTTPS address and judges the answer",
  options: httpOptions,
  prepare: (raw, surroundings) => {
    const { url, host, shared } = parseOptions(raw);
    const tls = planTls(shared, surroundings);
    tryProxy(url, shared, surroundings.env);
    const kind = prepareKind(shared, secretsIn(url), tls, surroundings);
    const { readings } = shared.expect;
    const { redact } = kind;
    return {
      target: redact(`${shared.method} ${redactUrl(url)}`),
      host,
      ...judgingReadings(createProbe(url, kind, lookup), {
        readings,
        timezone: surroundings.timezone,
        redact,
      }),
    };
  },
});

export const httpCheck = createHttpCheck();
