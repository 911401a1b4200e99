/**
 * GitHub's limits, read from its answers.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */

/** What of an answer tells about limits. */
export interface LimitFacts {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  /** `message` of the answer. */
  readonly message: string;
}

/** Nothing is to be asked before `until`. */
export interface Limit {
  readonly kind: "primary" | "secondary";
  /** Epoch ms by our clock. */
  readonly until: number;
  /** What it is a limit of, `core` or `graphql`; absent: of everything that this token asks. */
  readonly resource?: string;
  /** Requests an hour, where GitHub says so. */
  readonly perHour?: number;
}

const shortestMs = 1000;
const longestMs = 7_200_000;
const blindMs = 60_000;
const longestBlindMs = 3_600_000;

const bounded = (ms: number): number => Math.min(longestMs, Math.max(shortestMs, Math.ceil(ms)));

const numberIn = (headers: LimitFacts["headers"], name: string): number | undefined => {
  const text = headers.get(name)?.trim() ?? "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
};

/** How far GitHub's clock is ahead of ours, ms; by its `Date`, which has whole seconds. */
const ahead = (headers: LimitFacts["headers"], now: number): number => {
  const said = Date.parse(headers.get("date") ?? "");
  const difference = said - now;
  return Number.isNaN(difference) || Math.abs(difference) < 2000 ? 0 : difference;
};

/** The primary limit that this answer, good or bad, was the last one of. */
export const findExhausted = ({ headers }: Pick<LimitFacts, "headers">, now: number): Limit | undefined => {
  if (numberIn(headers, "x-ratelimit-remaining") !== 0) return undefined;
  const reset = numberIn(headers, "x-ratelimit-reset");
  if (reset === undefined) return undefined;
  const perHour = numberIn(headers, "x-ratelimit-limit");
  return {
    kind: "primary",
    until: now + bounded(reset * 1000 - ahead(headers, now) - now),
    resource: headers.get("x-ratelimit-resource") ?? "core",
    ...(perHour !== undefined && { perHour }),
  };
};

const retryAfter = ({ headers }: LimitFacts, now: number): number | undefined => {
  const text = headers.get("retry-after")?.trim();
  if (!text) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now - ahead(headers, now);
  return Number.isNaN(ms) ? undefined : now + bounded(ms);
};

/**
 * The limit that a refusal (403 or 429) means; absent when it means something else. `blindly` is how many limits
 * without any hint came before in a row: each doubles the wait of a minute.
 */
export const findLimit = (facts: LimitFacts, now: number, blindly: number): Limit | undefined => {
  const { status, message } = facts;
  if (status !== 403 && status !== 429) return undefined;
  const until = retryAfter(facts, now);
  const exhausted = findExhausted(facts, now);
  if (until !== undefined)
    return exhausted && until <= exhausted.until ? { ...exhausted, until } : { kind: "secondary", until };
  if (exhausted) return exhausted;
  const isLimit = status === 429 || /rate limit|abuse detection|too many requests/i.test(message);
  return isLimit ? blindPause(now, blindly) : undefined;
};

/** The wait for a limit of which only its existence is known. */
export const blindPause = (now: number, blindly: number): Limit => ({
  kind: "secondary",
  until: now + Math.min(longestBlindMs, blindMs * 2 ** Math.min(blindly, 10)),
});
