import type { Clock } from "../../core/clock.ts";
import { requestHttp, type HttpExchange, type HttpRequest } from "../../net/http-request.ts";

export interface SendInput {
  readonly request: Omit<HttpRequest, "clock" | "signal">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** In [0, 1). */
  readonly random: () => number;
  readonly tries: number;
  /** Told before each wait. */
  readonly onWait: (why: string, waitMs: number) => void;
}

/** How a push ended: with an answer, or with nobody who would give one. */
export type Sent =
  | { readonly kind: "answered"; readonly status: number; readonly body: unknown }
  | { readonly kind: "failed"; readonly why: string };

const firstWaitMs = 1000;
const longestWaitMs = 30_000;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What another try may change: the network, a server that starts or is busy. */
const isPassing = (status: number): boolean => status === 429 || status >= 500;

const retryAfterMs = (exchange: HttpExchange): number =>
  exchange.kind === "answered" ? Number(exchange.headers.get("retry-after") ?? 0) * 1000 || 0 : 0;

const sleep = (ms: number, clock: Clock, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const cancel = clock.schedule(ms, resolve);
    signal.addEventListener("abort", () => (cancel(), resolve()), { once: true });
  });

/**
 * Sends the same push until it is answered, at most `tries` times. Waits are drawn from a doubling range (full jitter),
 * so that machines that lost the server together do not come back together.
 */
export const sendPush = async (input: SendInput): Promise<Sent> => {
  const { request, clock, signal, random, tries, onWait } = input;
  for (let attempt = 1; ; attempt += 1) {
    const exchange = await requestHttp({ ...request, clock, signal });
    const sent: Sent =
      exchange.kind === "answered"
        ? { kind: "answered", status: exchange.status, body: parsed(new TextDecoder().decode(exchange.body)) }
        : { kind: "failed", why: exchange.reason.detail };
    if (sent.kind === "answered" && !isPassing(sent.status)) return sent;
    if (attempt >= tries || signal.aborted) return sent;
    const range = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
    const waitMs = Math.round(Math.max(retryAfterMs(exchange), random() * range));
    onWait(sent.kind === "failed" ? sent.why : `the server answered ${sent.status}`, waitMs);
    await sleep(waitMs, clock, signal);
    if (signal.aborted) return sent;
  }
};
