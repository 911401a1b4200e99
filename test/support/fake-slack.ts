import {
  startFakeHttp,
  textOf,
  type FailureScope,
  type FakeAnswer,
  type FakeCall,
  type FakeFailure,
  type FakeHttp,
} from "./fake-http.ts";

interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  text: string;
  blocks: readonly unknown[];
  readonly thread?: string;
  edited: boolean;
}

const says = (status: number, body: unknown, headers: Record<string, string> = {}): FakeFailure => ({
  kind: "answer",
  answer: { status, body, headers },
});

/** What can be made to go wrong, by name. */
const slackFailures = {
  "reset-before": { kind: "reset", when: "before" },
  /** The message is stored, the answer is lost. */
  "reset-after": { kind: "reset", when: "after" },
  hang: { kind: "hang" },
  "rate-limited": says(429, { ok: false, error: "ratelimited" }, { "retry-after": "30" }),
  "webhook-rate-limited": says(
    429,
    { retry_after: 1, ok: false, error: "rate_limited" },
    { "retry-after": "1" },
  ),
  odd: says(200, ""),
  html: says(200, "<!DOCTYPE html><html><body>Sign in</body></html>"),
  "server-error": says(503, "upstream unavailable"),
  "fatal-error": says(200, { ok: false, error: "fatal_error" }),
  "token-revoked": says(200, { ok: false, error: "token_revoked" }),
  "message-not-found": says(200, { ok: false, error: "message_not_found" }),
  "edit-window-closed": says(200, { ok: false, error: "edit_window_closed" }),
  "invalid-payload": says(400, "invalid_payload"),
  "channel-archived": says(410, "channel_is_archived"),
  "no-service": says(404, "no_service"),
} satisfies Record<string, FakeFailure>;

export type SlackFailure = keyof typeof slackFailures;

export interface FakeSlackOptions {
  readonly token?: string;
  /** Channels by name; their ids are made from it. Default `alerts`. */
  readonly channels?: readonly string[];
  readonly webhookToken?: string;
  readonly port?: number;
}

export interface FakeSlack extends Omit<FakeHttp, "failNext"> {
  readonly token: string;
  /** Of the Web API. */
  readonly apiUrl: string;
  /** Address of the incoming webhook, which posts to the first channel. */
  readonly webhookUrl: string;
  readonly messages: () => readonly SlackMessage[];
  readonly failNext: (failure: SlackFailure, scope?: FailureScope) => void;
}

const no = (error: string): FakeAnswer => ({ status: 200, body: { ok: false, error } });

/** Limits of Block Kit (https://docs.slack.dev/reference/block-kit/blocks): 50 blocks, 3000 characters in a section. */
const areBlocksValid = (blocks: readonly unknown[]): boolean =>
  blocks.length <= 50 &&
  blocks.every((block) => {
    const { text } = block as { readonly text?: unknown };
    const length = textOf(text, "text").length;
    return textOf(block, "type") !== "section" || (length >= 1 && length <= 3000);
  });

/** Slack's own client sends forms whose structured values are JSON. */
const blocksOf = (body: unknown): readonly unknown[] => {
  const { blocks } = body as { readonly blocks?: unknown };
  const parsed: unknown = typeof blocks === "string" ? JSON.parse(blocks) : blocks;
  return Array.isArray(parsed) ? parsed : [];
};

const createSlackServer = (token: string, channels: readonly string[], webhookToken: string) => {
  const ids = new Map(channels.map((name, index) => [name, `C0${String(index).padStart(8, "0")}`]));
  const messages: SlackMessage[] = [];

  const find = (wanted: string): string | undefined =>
    ids.get(wanted.replace(/^#/, "")) ?? [...ids.values()].find((id) => id === wanted);

  const store = (channel: string, body: unknown): SlackMessage => {
    const thread = textOf(body, "thread_ts");
    const message: SlackMessage = {
      channel,
      ts: `1795320000.${String(messages.length).padStart(6, "0")}`,
      text: textOf(body, "text"),
      blocks: blocksOf(body),
      edited: false,
      ...(thread !== "" && { thread }),
    };
    messages.push(message);
    return message;
  };

  const reject = (body: unknown): FakeAnswer | undefined => {
    const blocks = blocksOf(body);
    if (textOf(body, "text") === "" && blocks.length === 0) return no("no_text");
    return areBlocksValid(blocks) ? undefined : no("invalid_blocks");
  };

  const post = ({ body }: FakeCall): FakeAnswer => {
    const channel = find(textOf(body, "channel"));
    if (channel === undefined) return no("channel_not_found");
    const refusal = reject(body);
    if (refusal) return refusal;
    const { ts, text } = store(channel, body);
    return { status: 200, body: { ok: true, channel, ts, message: { type: "message", ts, text } } };
  };

  const update = ({ body }: FakeCall): FakeAnswer => {
    const channel = [...ids.values()].find((id) => id === textOf(body, "channel"));
    if (channel === undefined) return no("channel_not_found");
    const message = messages.find(({ ts }) => ts === textOf(body, "ts"));
    if (!message) return no("message_not_found");
    const refusal = reject(body);
    if (refusal) return refusal;
    message.text = textOf(body, "text");
    message.blocks = blocksOf(body);
    message.edited = true;
    return { status: 200, body: { ok: true, channel, ts: message.ts, text: message.text } };
  };

  const hook = ({ path, body }: FakeCall): FakeAnswer => {
    if (!path.endsWith(`/${webhookToken}`)) return { status: 403, body: "invalid_token" };
    const refusal = reject(body);
    if (refusal) return { status: 400, body: textOf(refusal.body, "error") };
    store([...ids.values()][0] ?? "", body);
    return { status: 200, body: "ok" };
  };

  const routes: Readonly<Record<string, (call: FakeCall) => FakeAnswer>> = {
    "/api/auth.test": () => ({
      status: 200,
      body: { ok: true, url: "https://example.slack.com/", team: "Example", user: "hinomi", user_id: "U0" },
    }),
    "/api/chat.postMessage": post,
    "/api/chat.update": update,
  };

  const handle = (call: FakeCall): FakeAnswer => {
    if (call.path.startsWith("/services/")) return hook(call);
    const route = routes[call.path];
    if (!route) return no("unknown_method");
    if (call.headers.authorization === undefined) return no("not_authed");
    return call.headers.authorization === `Bearer ${token}` ? route(call) : no("invalid_auth");
  };

  return { handle, messages };
};

/** Starts a service that behaves like Slack's Web API and incoming webhooks as far as Hinomi uses them. */
export const startFakeSlack = async (options: FakeSlackOptions = {}): Promise<FakeSlack> => {
  const token = options.token ?? "xoxb-1234567890-canarytoken";
  const webhookToken = options.webhookToken ?? "XyZabcdefghijklmnopqrstu";
  const server = createSlackServer(token, options.channels ?? ["alerts"], webhookToken);
  const http = await startFakeHttp({
    handle: server.handle,
    ...(options.port !== undefined && { port: options.port }),
  });
  return {
    ...http,
    token,
    apiUrl: `${http.url}/api`,
    webhookUrl: `${http.url}/services/T00000000/B00000000/${webhookToken}`,
    messages: () => server.messages,
    failNext: (failure, scope) => http.failNext(slackFailures[failure], scope),
  };
};
