import {
  startFakeHttp,
  type FakeAnswer,
  type FakeCall,
  type FakeFailure,
  type FakeHttp,
} from "../fake-http.ts";
import type { Asker } from "./access.ts";
import { claimedApp } from "./app-claim.ts";
import { fill } from "./fill.ts";
import { answerGraphQl } from "./graphql.ts";
import { etagOf, FakeLimits } from "./limits.ts";
import {
  answerFaults,
  answerSchema,
  matchOperation,
  requestFaults,
  type MatchedOperation,
} from "./openapi.ts";
import { answerRest, type RestAnswer } from "./rest.ts";
import { nextId, type World } from "./world.ts";

/** A limit that is not counted but just there. */
export interface SecondaryLimit {
  /** Default 403. */
  readonly status?: 403 | 429;
  /** Seconds; absent: GitHub gives no hint. */
  readonly retryAfter?: number;
  /** Default 1. */
  readonly times?: number;
}

export interface FakeGitHub extends Omit<FakeHttp, "stop"> {
  /** May be changed at any time. */
  readonly world: World;
  /** The next requests run into a secondary limit. */
  limitNext(limit?: SecondaryLimit): void;
  /** How many requests came, by status of the answer: `{ 200: 3, 304: 5 }`. */
  counts(): Readonly<Record<number, number>>;
  /** `GET /user`, `POST /graphql`: in the order in which they came, with their queries. */
  requests(): readonly string[];
  /** What was asked or answered against GitHub's own description. Empty, or `stop` fails. */
  readonly violations: readonly string[];
  /** @throws {Error} that lists the violations, when there are any */
  stop(): Promise<void>;
}

export interface FakeGitHubInput {
  readonly world: World;
  /** Fails, drops or delays the nth request (1 is the first). */
  readonly fail?: (call: FakeCall, nth: number) => FakeFailure | undefined;
  /** Path before all others, as an Enterprise Server has: `/api/v3`. */
  readonly prefix?: "/api/v3";
  readonly tls?: { readonly cert: string; readonly key: string };
}

const secondaryText =
  "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

/** GitHub over one `World`, on a port of its own. */
export const startFakeGitHub = async ({ world, fail, prefix, tls }: FakeGitHubInput): Promise<FakeGitHub> => {
  const limits = new FakeLimits(world);
  const violations: string[] = [];
  const statuses: number[] = [];
  const secondary: SecondaryLimit[] = [];
  let origin = "";
  const context: Context = { world, limits, prefix: prefix ?? "", origin: () => origin, secondary };
  const handle = (call: FakeCall): FakeAnswer => {
    const { answer, faults } = answerCall(context, call);
    statuses.push(answer.status);
    const date = new Date(world.now()).toUTCString();
    const headers = { date, "x-github-request-id": String(nextId()), ...answer.headers };
    if (faults.length === 0) return { ...answer, headers };
    violations.push(...faults.map((fault) => `${call.method} ${call.path}: ${fault}`));
    return { status: 418, headers, body: { message: `The fake was wronged: ${faults.join("; ")}` } };
  };
  let nth = 0;
  const http = await startFakeHttp({
    handle,
    tls,
    fail: (call) => fail?.(call, (nth += 1)),
  });
  origin = http.url;
  return {
    ...http,
    world,
    violations,
    limitNext: (limit = {}) => {
      for (let left = limit.times ?? 1; left > 0; left -= 1) secondary.push(limit);
    },
    counts: () =>
      Object.fromEntries(
        [...new Set(statuses)].map((status) => [status, statuses.filter((one) => one === status).length]),
      ),
    requests: () =>
      http.calls.map(({ method, path, query }) => {
        const text = new URLSearchParams(query).toString();
        return `${method} ${path}${text ? `?${decodeURIComponent(text)}` : ""}`;
      }),
    stop: async () => {
      await http.stop();
      if (violations.length > 0) throw new Error(`against GitHub's description:\n${violations.join("\n")}`);
    },
  };
};

interface Context {
  readonly world: World;
  readonly limits: FakeLimits;
  readonly prefix: string;
  readonly origin: () => string;
  readonly secondary: SecondaryLimit[];
}

interface Answered {
  readonly answer: FakeAnswer;
  readonly faults: readonly string[];
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): FakeAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(body),
});

const message = (status: number, text: string, headers?: Readonly<Record<string, string>>): FakeAnswer =>
  json(
    status,
    { message: text, documentation_url: "https://docs.github.com/rest", status: String(status) },
    headers,
  );

/** What every client has to send. */
const headerFaults = ({ headers, path }: FakeCall): readonly string[] => {
  const wanted: readonly (readonly [string, RegExp])[] = [
    ["user-agent", /^hinomi\/\d/],
    ["accept", /^application\/vnd\.github\+json$/],
    ["x-github-api-version", /^2022-11-28$/],
  ];
  const wrong = wanted.filter(([name, pattern]) => !pattern.test(String(headers[name] ?? "")));
  return [
    ...wrong.map(([name]) => `the header ${name} is ${JSON.stringify(headers[name])}`),
    ...(path.endsWith("/") ? ["a path with a slash at its end"] : []),
  ];
};

const expirationOf = (asker: Asker): Readonly<Record<string, string>> =>
  asker?.expiration === undefined ? {} : { "github-authentication-token-expiration": asker.expiration };

const isOver = ({ expiration }: NonNullable<Asker>, now: number): boolean =>
  expiration !== undefined &&
  Date.parse(expiration.replace(/ UTC$/, "Z").replace(" ", "T").replace(" +", "+")) <= now;

const tokenIn = ({ headers }: FakeCall): string | undefined =>
  /^(?:Bearer|token) (.+)$/.exec(headers.authorization ?? "")?.[1];

const answerCall = (context: Context, call: FakeCall): Answered => {
  const { world, prefix } = context;
  const isGraphQl = call.path === (prefix ? "/api/graphql" : "/graphql");
  if (!isGraphQl && !call.path.startsWith(`${prefix}/`))
    return { answer: message(404, "Not Found"), faults: [] };
  const path = isGraphQl ? call.path : call.path.slice(prefix.length);
  const token = tokenIn(call);
  if (path.startsWith("/app/")) return answerApp(context, call, path, token ?? "");
  const asker = world.tokens.find((one) => one.token === token);
  const faults = headerFaults(call);
  const isBad = !asker || asker.isRevoked || isOver(asker, world.now());
  if (call.headers.authorization !== undefined && isBad)
    return { answer: message(401, "Bad credentials"), faults };
  const limited = limitedAnswer(context, asker, isGraphQl);
  if (limited) return { answer: limited, faults };
  return isGraphQl
    ? answerQuery(context, call, asker, faults)
    : answerPath(context, call, { path, asker, faults });
};

const limitedAnswer = (
  { limits, secondary }: Context,
  asker: Asker,
  isGraphQl: boolean,
): FakeAnswer | undefined => {
  const resource = isGraphQl ? "graphql" : "core";
  const limit = secondary.shift();
  if (limit) return secondaryAnswer(limit);
  if (!limits.isExhausted(asker, resource)) return undefined;
  const text = "API rate limit exceeded for user ID 1.";
  const headers = limits.headers(asker, resource);
  if (!isGraphQl) return message(403, text, headers);
  return json(200, { errors: [{ type: "RATE_LIMITED", message: text }] }, headers);
};

const secondaryAnswer = ({ status = 403, retryAfter }: SecondaryLimit): FakeAnswer =>
  message(status, secondaryText, retryAfter === undefined ? {} : { "retry-after": String(retryAfter) });

const answerQuery = (
  { world, limits }: Context,
  { body, method }: FakeCall,
  asker: Asker,
  faults: readonly string[],
): Answered => {
  if (!asker) return { answer: message(401, "This endpoint requires you to be authenticated."), faults };
  limits.count(asker, "graphql");
  const asked = body as { readonly query: string; readonly variables?: Record<string, unknown> };
  const result = answerGraphQl(world, asker, limits, asked);
  const headers = { ...limits.headers(asker, "graphql"), ...expirationOf(asker) };
  const wrongMethod = method === "POST" ? [] : ["GraphQL takes POST"];
  return { answer: json(200, result.body, headers), faults: [...faults, ...wrongMethod, ...result.faults] };
};

interface PathCall {
  readonly path: string;
  readonly asker: Asker;
  readonly faults: readonly string[];
}

const answerPath = (context: Context, call: FakeCall, { path, asker, faults }: PathCall): Answered => {
  const { world, limits } = context;
  const matched = matchOperation(call.method, path);
  if (!matched) return { answer: message(404, "Not Found"), faults: [...faults, "GitHub has no such path"] };
  const asked = [...faults, ...requestFaults(matched, call.query)];
  const isFree = matched.template === "/rate_limit";
  const found: RestAnswer = isFree
    ? { kind: "value", status: 200, value: rateLimits(limits, asker) }
    : answerRest(world, { matched, path, query: call.query, asker });
  const { answer, value } = present(context, call, { path, matched, found });
  const told = { ...answer.headers, ...expirationOf(asker) };
  const body = typeof answer.body === "string" ? answer.body : "";
  const etag = etagOf(body, asker);
  const isKnown = answer.status === 200 && call.headers["if-none-match"] === etag;
  if (!isKnown && !isFree) limits.count(asker, "core");
  const headers = { ...told, ...limits.headers(asker, "core"), ...(answer.status === 200 && { etag }) };
  if (isKnown) return { answer: { status: 304, headers, body: "" }, faults: asked };
  const answered = value === undefined ? [] : answerFaults(matched, answer.status, value);
  return { answer: { ...answer, headers }, faults: [...asked, ...answered] };
};

const rateLimits = (limits: FakeLimits, asker: Asker) => {
  const core = limits.state(asker, "core");
  const graphql = limits.state(asker, "graphql");
  const search = { limit: 30, used: 0, remaining: 30, reset: core.reset };
  return { resources: { core, graphql, search }, rate: core };
};

interface Presented {
  readonly answer: FakeAnswer;
  /** What is to be validated. */
  readonly value?: unknown;
}

const present = (
  { prefix, origin }: Context,
  { query }: FakeCall,
  { path, matched, found }: { path: string; matched: MatchedOperation; found: RestAnswer },
): Presented => {
  const address = (to: string, change: Readonly<Record<string, string>> = {}) => {
    const text = new URLSearchParams({ ...query, ...change }).toString();
    return `${origin()}${prefix}${to}${text ? `?${text}` : ""}`;
  };
  switch (found.kind) {
    case "bare":
      return found.status === 202 ? { answer: json(202, {}) } : { answer: { status: 204, body: "" } };
    case "refused":
      return { answer: message(found.status, found.message, found.headers) };
    case "moved":
      return {
        answer: json(
          301,
          { message: "Moved Permanently", url: address(found.path) },
          { location: address(found.path) },
        ),
      };
    case "value": {
      const value = fill(answerSchema(matched, found.status), found.value);
      return { answer: json(found.status, value), value };
    }
    case "pages": {
      const perPage = Math.min(100, Number(query["per_page"] ?? 30));
      const page = Number(query["page"] ?? 1);
      const last = Math.max(1, Math.ceil(found.items.length / perPage));
      const shown = found.items
        .slice((page - 1) * perPage, page * perPage)
        .map((item) => found.shape(item as never));
      const value = fill(answerSchema(matched, 200), found.wrap ? found.wrap(shown) : shown);
      const link = (to: number, rel: string) => `<${address(path, { page: String(to) })}>; rel="${rel}"`;
      const links = [
        ...(page > 1 ? [link(page - 1, "prev"), link(1, "first")] : []),
        ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
      ];
      return { answer: json(200, value, links.length > 0 ? { link: links.join(", ") } : {}), value };
    }
  }
};

const answerApp = ({ world }: Context, call: FakeCall, path: string, claim: string): Answered => {
  const matched = matchOperation(call.method, path);
  const faults = headerFaults(call);
  if (!matched) return { answer: message(404, "Not Found"), faults: [...faults, "GitHub has no such path"] };
  const installationId = Number(matched.parameters["installation_id"]);
  const app = claimedApp(world, claim, installationId);
  if (!app) return { answer: message(401, "A JSON web token could not be decoded"), faults };
  if (app.isSuspended) return { answer: message(403, "This installation has been suspended"), faults };
  const { login, permissions, tokenMs } = app;
  const token = `ghs_${String(nextId()).padStart(36, "0")}`;
  world.tokens.push({
    token,
    login,
    kind: "app",
    scopes: [],
    permissions,
    ssoOwners: [],
    limits: { core: 5000, graphql: 5000 },
  });
  const expiresAt = new Date(world.now() + tokenMs).toISOString();
  const value = fill(answerSchema(matched, 201), { token, expires_at: expiresAt, permissions });
  return { answer: json(201, value), faults: [...faults, ...answerFaults(matched, 201, value)] };
};
