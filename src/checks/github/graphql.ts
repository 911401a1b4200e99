import { reason } from "../../core/reason.ts";
import { explainRefusal, hiddenRemedy } from "./explain.ts";
import type { GitHubAnswer, GitHubGap } from "./github.ts";
import { blindPause, findLimit, type Limit } from "./limits.ts";
import type { RestInput } from "./rest.ts";
import type { ApiAnswer } from "./wire.ts";

interface GraphQlError {
  readonly type: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

const asError = (value: unknown): GraphQlError => {
  if (typeof value !== "object" || value === null) return { type: "", message: "", path: [] };
  const type: unknown = Reflect.get(value, "type") ?? Reflect.get(value, "code");
  const message: unknown = Reflect.get(value, "message");
  const path: unknown = Reflect.get(value, "path");
  return {
    type: typeof type === "string" ? type : "",
    message: typeof message === "string" ? message : "",
    path: Array.isArray(path) ? path.filter((step) => ["string", "number"].includes(typeof step)) : [],
  };
};

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

/** Asks GraphQL, which answers with status 200 also where it refuses. */
export const askGraphQl = async (
  input: RestInput,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  now: () => number,
): Promise<GitHubAnswer> => {
  const { conversation, address, voice } = input;
  if (voice.authorization === undefined) {
    const detail = "GitHub's GraphQL answers nobody without a token: set GITHUB_TOKEN or the option token";
    return { kind: "refused", reason: reason("github-refused", detail) };
  }
  const body = JSON.stringify({ query, variables });
  const request = { method: "POST", url: address.graphql, path: "GraphQL", resource: "graphql" } as const;
  const answer = await conversation.ask({ ...request, body }, voice);
  if (answer.kind !== "answered") return answer;
  if (answer.status !== 200) return refusedOutright(input, answer);
  const errors: unknown = field(answer.json, "errors");
  const data: unknown = field(answer.json, "data");
  if (!Array.isArray(errors) || errors.length === 0) {
    if (typeof data === "object" && data !== null) return { kind: "found", data, isNew: true };
    return { kind: "failed", reason: reason("not-json", "GraphQL answered without data: is api_url right?") };
  }
  return readErrors(input, answer, errors.map(asError), data, now());
};

const refusedOutright = ({ voice, redact }: RestInput, answer: ApiAnswer): GitHubAnswer => {
  const { status, headers } = answer;
  if (status === 401) voice.forget();
  const { origin, token } = voice;
  const message = redact(answer.message);
  if (status === 401 || status === 403)
    return {
      kind: "refused",
      reason: explainRefusal({ status, message, headers, path: "GraphQL", origin, token }),
    };
  const detail = `GraphQL answered ${status}${status === 404 ? ": is api_url the base of the REST API?" : ""}`;
  return { kind: "failed", reason: reason("status-mismatch", detail) };
};

const isTooMuch = ({ type, message }: GraphQlError): boolean =>
  /RESOURCE_LIMITS_EXCEEDED|MAX_NODE_LIMIT_EXCEEDED/i.test(type) ||
  /timeout|timed out|something went wrong|couldn't respond/i.test(message);

const readErrors = (
  input: RestInput,
  answer: ApiAnswer,
  errors: readonly GraphQlError[],
  data: unknown,
  now: number,
): GitHubAnswer => {
  const { voice, redact } = input;
  const limited = errors.find(({ type }) => /RATE_LIMIT/i.test(type));
  if (limited) return limitedAnswer(input, answer, now);
  const heavy = errors.find(isTooMuch);
  if (heavy) {
    const detail = `GraphQL gave up on a query that asks for too much at once (${heavy.type || "time"})`;
    return { kind: "failed", reason: reason("github-limited", detail), tooMuch: true };
  }
  const gaps = errors.map((error) => gapOf(input, answer, error));
  const isPartial = gaps.every((gap) => gap !== undefined) && hasAny(data, gaps);
  if (isPartial) return { kind: "found", data, isNew: true, gaps };
  const [first] = gaps;
  if (first) return { kind: first.kind, reason: first.reason };
  const message = redact(errors[0]?.message ?? "")
    .slice(0, 160)
    .toWellFormed();
  const detail = `GraphQL answered with an error [${voice.origin ?? "no token"}]: ${message}`;
  return { kind: "failed", reason: reason("status-mismatch", detail) };
};

/** Of the primary limit the headers have told already; a secondary one may come without any hint. */
const limitedAnswer = ({ voice }: RestInput, answer: ApiAnswer, now: number): GitHubAnswer => {
  const { lane } = voice;
  const known: Limit | undefined = lane.limitOf("graphql", now);
  const { headers } = answer;
  const told = known ?? findLimit({ status: 429, headers, message: "" }, now, lane.blindly());
  const limit = told ?? blindPause(now, lane.blindly());
  if (!known) {
    lane.countBlindly(lane.blindly() + 1);
    lane.pause(limit);
  }
  const { until } = limit;
  const at = new Date(until).toISOString().slice(0, 19).replace("T", " ");
  const perHour = headers.get("x-ratelimit-limit");
  const points = perHour && /^\d+$/.test(perHour) ? ` of ${perHour} points an hour` : "";
  const detail = `GitHub's limit${points} is used up for GraphQL: nothing is asked before ${at} UTC`;
  return { kind: "limited", until, reason: reason("github-limited", detail) };
};

/** Something in `data` beside the gaps themselves. */
const hasAny = (data: unknown, gaps: readonly GitHubGap[]): boolean => {
  if (typeof data !== "object" || data === null) return false;
  const missing = new Set(gaps.filter(({ path }) => path.length === 1).map(({ path }) => String(path[0])));
  return Object.entries(data).some(
    ([name, value]) => value !== null && name !== "rateLimit" && !missing.has(name),
  );
};

const gapOf = (
  { voice, redact }: RestInput,
  { headers }: ApiAnswer,
  { type, message, path }: GraphQlError,
): GitHubGap | undefined => {
  const said = redact(message);
  if (type === "NOT_FOUND") {
    const text = said.replace(/\s+/g, " ").slice(0, 150).toWellFormed();
    const hidden = `${voice.origin ?? "nobody"} may not see it ("${text}"): ${hiddenRemedy(voice)}`;
    const detail = `GitHub does not find it, or ${hidden}`;
    return { path, kind: "absent", reason: reason("github-not-found", detail) };
  }
  if (!["FORBIDDEN", "INSUFFICIENT_SCOPES"].includes(type)) return undefined;
  const { origin, token } = voice;
  const request = { status: 403, message: said, headers, path: "GraphQL", origin, token };
  return { path, kind: "refused", reason: explainRefusal(request) };
};
