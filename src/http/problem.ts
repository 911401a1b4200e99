import type { z } from "@hono/zod-openapi";
import { STATUS_CODES } from "node:http";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { problemSchema, type ProblemView } from "./schemas.ts";

/** A refusal that the caller may read: answered as problem+json below /api, as the error page elsewhere. */
export class HttpProblem extends Error {
  readonly status: ContentfulStatusCode;
  readonly headers: Readonly<Record<string, string>>;
  /** What was wrong with each field, for 422. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];

  constructor(
    status: ContentfulStatusCode,
    detail: string,
    extra: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly errors?: HttpProblem["errors"];
    } = {},
  ) {
    super(detail);
    this.name = "HttpProblem";
    this.status = status;
    this.headers = extra.headers ?? {};
    this.errors = extra.errors;
  }
}

export const notFound = (what: string): HttpProblem => new HttpProblem(404, `there is no such ${what}`);

export const tooMany = (detail: string, retryAfterMs: number): HttpProblem =>
  new HttpProblem(429, detail, { headers: { "retry-after": String(Math.ceil(retryAfterMs / 1000)) } });

/** The failed parts of a request, each with where it is: `query.limit`, `json.until`. */
export const invalidRequest = (target: string, issues: z.core.$ZodIssue[]): HttpProblem =>
  new HttpProblem(422, "the request has invalid fields", {
    errors: issues.map((issue) => ({ path: [target, ...issue.path].join("."), message: issue.message })),
  });

/** A page of a store's list; the RangeError that a store throws for a made-up `before` becomes the caller's. */
export const pageOrRefuse = async <T>(page: Promise<T>): Promise<T> => {
  try {
    return await page;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HttpProblem(422, "the request has invalid fields", {
      errors: [{ path: "query.before", message: error.message }],
    });
  }
};

/** The body of RFC 9457. `about:blank` means that the status says all there is to the type. */
export const problemBody = (problem: HttpProblem, instance: string): ProblemView => ({
  type: "about:blank",
  title: STATUS_CODES[problem.status] ?? "Error",
  status: problem.status,
  detail: problem.message,
  instance,
  ...(problem.errors && { errors: [...problem.errors] }),
});

const meanings = {
  400: "The request cannot be read",
  401: "No valid session or token",
  403: "Not allowed for this caller, or a cross-site request",
  404: "There is no such thing",
  405: "The resource has no such method",
  409: "Not possible in the present state",
  411: "The body came in chunks, without `Content-Length`",
  413: "The body is larger than allowed",
  415: "The body's media type is not supported",
  421: "The Host header names another server",
  422: "The request has invalid fields; `errors` names each",
  429: "Too many requests; `Retry-After` says when to come again",
  500: "A bug in Hinomi; its log says more",
  503: "Not possible now; `detail` names the remedy",
} as const;

type ProblemStatus = keyof typeof meanings;

/** What every route can answer. */
const everywhere: readonly ProblemStatus[] = [401, 403, 405, 421, 422, 500, 503];

/** What a route with a body can answer besides. */
export const bodyProblems = [400, 411, 413, 415] as const;

/** Documents the problems that a route can answer with, besides those that every route can. */
export const problems = (...statuses: readonly ProblemStatus[]) =>
  Object.fromEntries(
    [...everywhere, ...statuses].map((status) => [
      status,
      {
        description: meanings[status],
        content: { "application/problem+json": { schema: problemSchema } },
      },
    ]),
  );
