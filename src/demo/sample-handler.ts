import {
  isSamplePath,
  sampleAnswer,
  type SampleConditions,
  sampleEndpoints,
  type SamplePath,
  type SwitchPosition,
  switchPositions,
} from "./sample-endpoints.ts";
import { sampleFeed, sampleNumbers } from "./sample-numbers.ts";

export interface SampleRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly target: string;
  readonly body: string;
}

export interface SampleReply {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delayMs: number;
}

export interface SampleHandlerOptions extends Omit<SampleConditions, "now"> {
  readonly now: () => number;
  /** PEM; absent when there is no HTTPS. */
  readonly certificate: string | undefined;
}

/** The sample API without its sockets: remembers how its endpoints are switched. */
export const createSampleHandler = (
  options: SampleHandlerOptions,
): ((request: SampleRequest) => SampleReply) => {
  const positions = new Map<SamplePath, SwitchPosition>();
  const positionOf = (path: SamplePath) => positions.get(path) ?? "default";

  const turn = (body: string): SampleReply => {
    const order = parseSwitch(body);
    if (typeof order === "string") return json(400, { error: order });
    const { path = "/test_switched" } = order;
    const to = order.to ?? (["default", "ok"].includes(positionOf(path)) ? "ng" : "ok");
    positions.set(path, to);
    return json(200, { path, to });
  };

  const probe = (path: SamplePath): SampleReply => {
    const conditions = { ...options, now: options.now() };
    const { httpStatus, comment, status, delayMs } = sampleAnswer(path, positionOf(path), conditions);
    return { ...json(httpStatus, { comment, status }), delayMs };
  };

  const routes: Readonly<
    Record<string, { readonly method: "GET" | "POST"; answer(body: string): SampleReply }>
  > = {
    "/": { method: "GET", answer: () => text(explanation()) },
    "/_switch": { method: "POST", answer: turn },
    "/_numbers": { method: "GET", answer: () => json(200, sampleNumbers(options.now(), options.random)) },
    "/_news": { method: "GET", answer: () => json(200, sampleFeed(options.now())) },
    ...(options.certificate !== undefined && {
      "/_certificate": { method: "GET", answer: () => text(options.certificate ?? "") },
    }),
  };

  return ({ method, target, body }) => {
    const path = target.replace(/[?#].*$/s, "");
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    const allowed = isSamplePath(path) ? "POST" : route?.method;
    if (allowed === undefined)
      return json(404, { error: `There is nothing at ${path}; GET / lists the endpoints` });
    if (method !== allowed)
      return json(405, { error: `${path} answers ${allowed} only` }, { allow: allowed });
    return isSamplePath(path) ? probe(path) : (route?.answer(body) ?? json(404, {}));
  };
};

const json = (
  httpStatus: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): SampleReply => {
  const body = `${JSON.stringify(value)}\n`;
  return { httpStatus, headers: { "content-type": "application/json", ...headers }, body, delayMs: 0 };
};

const text = (body: string): SampleReply => ({
  httpStatus: 200,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body,
  delayMs: 0,
});

/** What the body of `POST /_switch` asks for, or what is wrong with it. An empty body asks for nothing. */
const parseSwitch = (body: string): { path?: SamplePath; to?: SwitchPosition } | string => {
  let order: unknown;
  try {
    order = JSON.parse(body.trim() || "{}");
  } catch {
    return "The body is not JSON";
  }
  if (typeof order !== "object" || order === null || Array.isArray(order))
    return "The body is not a JSON object";
  const { path, to } = { path: undefined, to: undefined, ...order };
  if (path !== undefined && !(typeof path === "string" && isSamplePath(path)))
    return `"path" must be one of ${Object.keys(sampleEndpoints).join(", ")}`;
  const position = switchPositions.find((known) => known === to);
  if (to !== undefined && position === undefined) return `"to" must be one of ${switchPositions.join(", ")}`;
  return { ...(path !== undefined && { path }), ...(position !== undefined && { to: position }) };
};

const explanation = (): string => {
  const width = Math.max(...Object.keys(sampleEndpoints).map((path) => path.length)) + 2;
  const lines = Object.entries(sampleEndpoints).map(
    ([path, { summary }]) => `  POST ${path.padEnd(width)}${summary}\n`,
  );
  return `Hinomi sample API. Every endpoint answers JSON: {"comment": string, "status": 0 | -1}

${lines.join("")}
  POST /_switch       {"path": "/test_switched", "to": "${switchPositions.join('" | "')}"}
                      changes what an endpoint answers; without a body turns /test_switched over
  GET  /_numbers      what the sample shop counts, JSON
  GET  /_news         its news, a JSON feed
  GET  /_certificate  the certificate of the HTTPS port, PEM
`;
};
