import type { RunContext } from "../../core/check.ts";
import { reason, type Reason } from "../../core/reason.ts";
import { parseTokenExpiration } from "./answer-headers.ts";
import type { GitHubRefusal } from "./github.ts";
import type { Lane } from "./lane.ts";
import { findExhausted, findLimit, type Limit } from "./limits.ts";
import type { RunTime } from "./run-time.ts";
import type { ApiAnswer, ApiRequest, Send } from "./wire.ts";

/** What one run of one check needs to ask GitHub. */
export interface ConversationInput {
  readonly run: RunContext;
  readonly time: RunTime;
  readonly send: Send;
  readonly random: () => number;
  readonly redact: (text: string) => string;
}

/** Who asks. */
export interface Voice {
  readonly lane: Lane;
  /** `Bearer …`; absent without a token. */
  readonly authorization?: string;
  /** A token that was typed somewhere: asking again with a bad one is of no use. */
  readonly isFixed: boolean;
}

/** Retries of one run after server errors and broken connections. */
const budget = 4;
/** Of one request. */
const mostTries = 3;
const shortestPauseMs = 500;
/** A limit that has passed and comes at once again is not waited for for ever. */
const mostLimits = 3;
const badTokenMs = 60_000;

const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

const describeLimit = ({ kind, until, perHour, resource }: Limit): string => {
  const what =
    kind === "secondary"
      ? "GitHub asks this token to slow down (secondary limit)"
      : `GitHub's limit${perHour === undefined ? "" : ` of ${perHour} requests an hour`} is used up${resource === "graphql" ? " for GraphQL" : ""}`;
  return `${what}: nothing is asked before ${utc(until)}`;
};

const limitedBy = (limit: Limit): GitHubRefusal => ({
  kind: "limited",
  until: limit.until,
  reason: reason("github-limited", describeLimit(limit)),
});

/** The requests of one run: in turn, within its time, obeying limits, with few retries. */
export class Conversation {
  readonly #from: ConversationInput;
  #retriesLeft = budget;
  #requests = 0;
  #notModified = 0;

  constructor(input: ConversationInput) {
    this.#from = input;
  }

  count(): { readonly requests: number; readonly notModified: number } {
    return { requests: this.#requests, notModified: this.#notModified };
  }

  /** Any complete answer that is neither a limit nor a server's error, or why there is none. */
  async ask(request: ApiRequest, voice: Voice): Promise<ApiAnswer | GitHubRefusal> {
    const held = this.#heldBack(request, voice.lane);
    if (held) return held;
    const endTurn = await voice.lane.take(this.#from.time);
    if (!endTurn) return this.#overdue(request, voice.lane);
    try {
      return await this.#askInTurn(request, voice);
    } finally {
      endTurn();
    }
  }

  async #askInTurn(request: ApiRequest, voice: Voice): Promise<ApiAnswer | GitHubRefusal> {
    const { lane } = voice;
    const { run } = this.#from;
    let limits = 0;
    for (let tries = 1; ; tries += 1) {
      const held = this.#heldBack(request, lane) ?? (await this.#sitOut(request, lane));
      if (held) return held;
      const answer = await this.#send(request, voice);
      if (answer.kind === "answered") {
        const limit = this.#learn(answer, lane, run.clock.now());
        if (!limit && answer.status < 500) {
          request.keep?.(answer);
          return this.#noteToken(answer, voice);
        }
        if (limit && ++limits >= mostLimits) return limitedBy(limit);
        if (limit) {
          tries -= 1;
          continue;
        }
      }
      const why = answer.kind === "failed" ? answer.reason : serverError(answer);
      if (tries >= mostTries || !(await this.#restBeforeRetry(tries, why))) return this.#failed(request, why);
    }
  }

  /** The refusal, when a limit or a bad token stands in the way for longer than the run lasts. */
  #heldBack(request: ApiRequest, lane: Lane): GitHubRefusal | undefined {
    const { run, time } = this.#from;
    if (time.leftMs() === 0) return this.#overdue(request, lane);
    const now = run.clock.now();
    const bad = lane.refusal(now);
    if (bad) return { kind: "refused", reason: bad };
    const limit = lane.limitOf(request.resource, now);
    return limit && limit.until - now > time.leftMs() ? limitedBy(limit) : undefined;
  }

  /** Waits for a limit to pass. */
  async #sitOut(request: ApiRequest, lane: Lane): Promise<GitHubRefusal | undefined> {
    const { run, time } = this.#from;
    for (;;) {
      const now = run.clock.now();
      const limit = lane.limitOf(request.resource, now);
      if (!limit) return undefined;
      await time.pause(limit.until - now);
      const held = this.#heldBack(request, lane);
      if (held) return held;
    }
  }

  async #send(request: ApiRequest, { authorization }: Voice) {
    const { send, time, run } = this.#from;
    this.#requests += 1;
    const answer = await send(request, authorization, time, run);
    if (answer.kind === "answered" && answer.status === 304) this.#notModified += 1;
    return answer;
  }

  /** What an answer says about limits and the token, for all checks that have it. */
  #learn(answer: ApiAnswer, lane: Lane, now: number): Limit | undefined {
    const { headers } = answer;
    lane.learnExpiry(parseTokenExpiration(headers.get("github-authentication-token-expiration")));
    const limit = findLimit(answer, now, lane.blindly());
    const isBlind = limit?.kind === "secondary" && !headers.get("retry-after");
    if (limit) lane.countBlindly(isBlind ? lane.blindly() + 1 : lane.blindly());
    else if (answer.status < 400) lane.countBlindly(0);
    const exhausted = limit ?? findExhausted(answer, now);
    if (exhausted) lane.pause(exhausted);
    return limit;
  }

  #noteToken(answer: ApiAnswer, { lane, isFixed, authorization }: Voice): ApiAnswer {
    if (answer.status === 401 && isFixed && authorization !== undefined) {
      const now = this.#from.run.clock.now();
      const detail = "GitHub refused this token a moment ago; it is not asked again within a minute";
      lane.refuse(reason("github-refused", detail), now + badTokenMs);
    }
    return answer;
  }

  /** Full jitter. False when there is no time or no budget for another try. */
  async #restBeforeRetry(tries: number, { code }: Reason): Promise<boolean> {
    const { time, random } = this.#from;
    if (this.#retriesLeft === 0 || code === "run-interrupted") return false;
    const pauseMs = Math.ceil(random() * shortestPauseMs * 2 ** tries);
    if (time.leftMs() <= pauseMs) return false;
    this.#retriesLeft -= 1;
    await time.pause(pauseMs);
    return time.leftMs() > 0;
  }

  #failed({ resource }: ApiRequest, { code, detail }: Reason): GitHubRefusal {
    const tooMuch = resource === "graphql" && code === "status-mismatch";
    const said = reason(code, this.#from.redact(detail));
    return { kind: "failed", reason: said, ...(tooMuch && { tooMuch }) };
  }

  /** The run's time is over. */
  #overdue(request: ApiRequest, lane: Lane): GitHubRefusal {
    const { run, time } = this.#from;
    if (time.isCut()) return { kind: "failed", reason: reason("run-interrupted", "the run was stopped") };
    const limit = lane.limitOf(request.resource, run.clock.now());
    if (limit) return limitedBy(limit);
    const detail =
      "the run's time was over before GitHub could be asked; raise timeout, or run it more often";
    return { kind: "failed", reason: reason("run-timeout", detail) };
  }
}

const serverError = ({ status, message }: ApiAnswer): Reason =>
  reason(
    "status-mismatch",
    `GitHub answered ${status}${message ? ` ("${message.slice(0, 120).toWellFormed()}")` : ""}`,
  );
