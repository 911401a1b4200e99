import { defineCheckType, type CheckSurroundings } from "../core/check-type.ts";
import type { Probe } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { Ledger } from "../core/ledger.ts";
import { reason } from "../core/reason.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { requestHttp, type HttpAnswered } from "../net/http-request.ts";
import { createRedactor, redactUrl, secretsInUrl } from "../net/redact.ts";
import type { Lookup } from "../net/resolve-host.ts";
import type { Redact } from "./expect/judgement.ts";
import { createReadingJudge } from "./expect/reading.ts";
import { decodeFeed } from "./feed/decode-feed.ts";
import { conditionsOf, enter, feedReadings, recall, type Remembered } from "./feed/feed-book.ts";
import { listEntries, type ListedEntry } from "./feed/list-entries.ts";
import { feedOptions, requestOf, type FeedOptions } from "./feed/options.ts";
import { parseFeed } from "./feed/parse-feed.ts";
import { answerJudge } from "./http/judge.ts";
import { planRequest, planTls, secretsOf, tryProxy } from "./http/request.ts";
import { answeredReadings, failedReadings } from "./probe/readings.ts";
import { brokenOutcome, judgedOutcome, redactedTrace, type Found } from "./probe/report.ts";

type Plan = Omit<Parameters<typeof requestHttp>[0], "clock" | "timeoutMs" | "run" | "trace">;

interface FeedCheck {
  readonly plan: Plan;
  readonly maxEntries: number;
  readonly judge: ReturnType<typeof answerJudge>;
  readonly readingJudge: ReturnType<typeof createReadingJudge>;
  readonly redact: Redact;
}

const notModified = 304;

/** What a person reads, and what a sink may show, holds no secret that the feed happens to repeat. */
const redacted = (entry: ListedEntry, redact: Redact): ListedEntry => ({
  ...entry,
  id: redact(entry.id),
  title: redact(entry.title),
  ...(entry.url !== undefined && { url: redact(entry.url) }),
  ...(entry.summary !== undefined && { summary: redact(entry.summary) }),
});

type Read =
  | { readonly kind: "read"; readonly known: Remembered; readonly newEntries: number }
  | { readonly kind: "invalid"; readonly problem: string };

/** Reads an answer's feed into the ledger. */
const readFeed = async (
  { plan, maxEntries, redact }: FeedCheck,
  exchange: HttpAnswered,
  ledger: Ledger,
  known: Remembered | undefined,
  clock: Clock,
): Promise<Read> => {
  if (exchange.status === notModified)
    return known
      ? { kind: "read", known, newEntries: 0 }
      : { kind: "invalid", problem: "the answer is 304, though no condition was sent" };
  const { body, headers, url: documentUrl } = exchange;
  const parsed = await parseFeed(decodeFeed(body, headers.get("content-type")), documentUrl, clock);
  if (parsed.kind === "invalid") return parsed;
  const { feed } = parsed;
  const now = clock.now();
  const listed = listEntries(feed, documentUrl, { now, max: maxEntries }).map((one) => redacted(one, redact));
  const { url } = plan;
  return {
    kind: "read",
    ...(await enter(ledger, known, { url: redact(url), listed, count: feed.count, headers, now })),
  };
};

const createProbe = (check: FeedCheck): Probe => {
  const { plan, judge, readingJudge, redact } = check;
  // Only for a run outside of any home: what it keeps is gone with the process.
  const transient = createTransientLedger();
  return async (run) => {
    const { clock, timeoutMs, ledger = transient } = run;
    const known = await recall(ledger, redact(plan.url));
    const headers = { ...conditionsOf(known), ...plan.headers };
    const trace = redactedTrace(run, redact);
    const exchange = await requestHttp({ ...plan, headers, clock, timeoutMs, run, trace });
    const { address, steps } = exchange;
    const now = clock.now();
    if (exchange.kind === "failed")
      return brokenOutcome(
        { address, steps, readings: failedReadings(exchange, now) },
        exchange.reason,
        redact,
      );
    const ofAnswer = judge(exchange, now);
    const body = () => decodeFeed(exchange.body.subarray(0, 20_000), exchange.headers.get("content-type"));
    const readings = [
      ...answeredReadings(exchange, now),
      { name: "status_code", value: exchange.status, unit: "code" } as const,
    ];
    const found: Found = { address, steps, body, readings };
    // An error page is no feed.
    if (ofAnswer[0]?.status !== "up") return judgedOutcome(found, ofAnswer, redact);
    const read = await readFeed(check, exchange, ledger, known, clock);
    if (read.kind === "invalid") return brokenOutcome(found, reason("feed-invalid", read.problem), redact);
    readings.push(...feedReadings(read.known, read.newEntries, now));
    const judgements = [...ofAnswer, ...(await readingJudge.judge(readings, { now, ledger }))];
    return judgedOutcome(found, judgements, redact);
  };
};

/** 304 is the good answer to a condition, whatever statuses are expected besides. */
const withNotModified = ({ expect: { status } }: FeedOptions): FeedOptions["expect"]["status"] => ({
  severity: status?.severity ?? "down",
  in: [
    ...(status?.in ?? [{ from: 200, to: 299, text: "2xx" }]),
    { from: notModified, to: notModified, text: String(notModified) },
  ],
});

const prepare = (options: FeedOptions, surroundings: CheckSurroundings, lookup: Lookup | undefined) => {
  const { url, expect, max_entries: maxEntries, origins, public: isPublic } = options;
  const request = requestOf(options);
  const tls = planTls(request, surroundings);
  tryProxy(url, request, surroundings.env);
  const hideOwn = createRedactor([...secretsOf(request), ...secretsInUrl(url)]);
  const redact = (text: string) => surroundings.redact(hideOwn(text));
  const { status: _status, latency, ...readings } = expect;
  const { timezone } = surroundings;
  return {
    target: redact(redactUrl(url)),
    host: new URL(url).hostname,
    usesLedger: true,
    feed: { isPublic, origins },
    probe: createProbe({
      plan: { ...planRequest(request, tls, surroundings.env), url, lookup },
      maxEntries,
      judge: answerJudge({ status: withNotModified(options), latency }, redact),
      readingJudge: createReadingJudge(readings, { timezone, redact }),
      redact,
    }),
  };
};

/** `type: feed`, with another resolver than the system's when one is given. */
export const createFeedCheck = (lookup?: Lookup) =>
  defineCheckType({
    type: "feed",
    summary: "Reads an RSS, Atom or JSON feed, counts its entries and keeps the latest",
    options: feedOptions,
    prepare: (options, surroundings) => prepare(options, surroundings, lookup),
  });

export const feedCheck = createFeedCheck();
