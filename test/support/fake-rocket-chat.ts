import {
  createSeededRandom,
  startFakeHttp,
  type FailureScope,
  type FakeFailure,
  type FakeHttp,
} from "./fake-http.ts";
import {
  createRocketChatServer,
  type RocketChatMessage,
  type RocketChatServerOptions,
} from "./fake-rocket-chat-api.ts";
import { loadRocketChatTypings } from "./rocket-chat-typings.ts";

const rateLimited = (headers: Record<string, string>, text: string): FakeFailure => ({
  kind: "answer",
  answer: { status: 429, headers, body: { success: false, error: text } },
});

const tooMany = "Error, too many requests. Please slow down. [error-too-many-requests]";

/** What can be made to go wrong, by name. */
const rocketChatFailures = {
  "reset-before": () => ({ kind: "reset", when: "before" }),
  /** The message is stored, the answer is lost. */
  "reset-after": () => ({ kind: "reset", when: "after" }),
  /** The message is stored, the answer waits for `release`. */
  hang: () => ({ kind: "hang" }),
  slow: () => ({ kind: "delay", ms: 2000 }),
  "rate-limited": (now: number) =>
    rateLimited(
      { "x-ratelimit-limit": "10", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now + 42_000) },
      tooMany,
    ),
  "rate-limited-in-words": () =>
    rateLimited(
      {},
      "Error, too many requests. You must wait 17 seconds before trying again. [error-too-many-requests]",
    ),
  "rate-limited-bare": () => rateLimited({}, tooMany),
  refused: () => ({
    kind: "answer",
    answer: {
      status: 400,
      body: { success: false, error: "error-not-allowed", errorType: "error-not-allowed" },
    },
  }),
  unauthorized: () => ({
    kind: "answer",
    answer: { status: 401, body: { success: false, error: "You must be logged in to do this." } },
  }),
  odd: () => ({ kind: "answer", answer: { status: 200, body: "" } }),
  html: () => ({
    kind: "answer",
    answer: { status: 200, body: "<!DOCTYPE html><html><body>Sign in</body></html>" },
  }),
  "server-error": () => ({
    kind: "answer",
    answer: { status: 500, body: { success: false, error: "Internal server error" } },
  }),
  "bad-gateway": () => ({
    kind: "answer",
    answer: { status: 502, body: "<html>502 Bad Gateway</html>", headers: { "retry-after": "7" } },
  }),
} satisfies Record<string, (now: number) => FakeFailure>;

export type RocketChatFailure = keyof typeof rocketChatFailures;

export interface FakeRocketChatOptions extends Partial<Omit<RocketChatServerOptions, "userId">> {
  /** How often, 0 to 1, a posted message is stored and its answer lost; the same for the same seed. */
  readonly dropReplies?: { readonly probability: number; readonly seed: number };
  /** Applies to every call from the start. */
  readonly scenario?: RocketChatFailure;
  readonly now?: () => number;
  readonly port?: number;
}

export interface FakeRocketChat extends Omit<FakeHttp, "failNext"> {
  readonly user: string;
  readonly password: string;
  readonly userId: string;
  readonly token: string;
  /** Address of the incoming webhook, which posts to the room `alerts`. */
  readonly webhookUrl: string;
  /** Of one room by name (`alerts`), or of all, in the order of posting. */
  readonly messages: (room?: string) => readonly RocketChatMessage[];
  /** How many calls ended at a route: `calledTimes("login")`. */
  readonly calledTimes: (route: string) => number;
  readonly failNext: (failure: RocketChatFailure, scope?: FailureScope) => void;
  /** Every token from a log-in becomes invalid. */
  readonly expireTokens: () => void;
  readonly deleteMessage: (id: string) => void;
}

const mutating = /\/(chat\.(postMessage|sendMessage|update)|hooks\/.+)$/;

/** Starts a server that behaves like Rocket.Chat's REST API as far as Hinomi uses it, guarded by the vendor's validators. */
export const startFakeRocketChat = async (options: FakeRocketChatOptions = {}): Promise<FakeRocketChat> => {
  const typings = loadRocketChatTypings();
  const account = {
    user: options.user ?? "hinomi",
    password: options.password ?? "correct horse battery staple",
    token: options.token ?? "pat-5b1f0c3ad9e64c27",
    userId: "u5ErHnm8xYzQwErT1",
  };
  const webhookToken = options.webhookToken ?? "kX3vPq9LmT7wRz2Nc8Yb";
  const now = options.now ?? Date.now;
  const server = createRocketChatServer({ ...options, ...account, webhookToken }, typings);
  const random = createSeededRandom(options.dropReplies?.seed ?? 1);
  const http = await startFakeHttp({
    handle: server.handle,
    ...(options.port !== undefined && { port: options.port }),
    fail: (call) => {
      if (options.scenario) return rocketChatFailures[options.scenario](now());
      const { probability = 0 } = options.dropReplies ?? {};
      return mutating.test(call.path) && random() < probability
        ? { kind: "reset", when: "after" }
        : undefined;
    },
  });
  return {
    ...http,
    ...account,
    webhookUrl: `${http.url}/hooks/65f0c1d2e3a4b5c6d7e8f901/${webhookToken}`,
    messages: server.messages,
    calledTimes: (route) => http.calls.filter(({ path }) => path.endsWith(`/${route}`)).length,
    failNext: (failure, scope) => http.failNext(rocketChatFailures[failure](now()), scope),
    expireTokens: server.expireTokens,
    deleteMessage: server.deleteMessage,
  };
};
