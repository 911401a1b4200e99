import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { StoreError } from "../core/store.ts";
import { answerPage } from "./page-answer.ts";
import { HttpProblem, problemBody } from "./problem.ts";
import { isApi } from "./security/authenticate.ts";
import type { Site, SiteEnv } from "./site.ts";

/** Any error as an answer: problem+json for programs, the error page for people. A bug's details stay inside. */
export const answerError = (
  site: Site,
  context: Context<SiteEnv>,
  error: unknown,
  onError: (error: unknown) => void,
): Response => {
  const problem = problemOf(error);
  if (problem.status === 500) onError(error);
  for (const [name, value] of Object.entries(problem.headers)) context.header(name, value);
  if (isApi(context.req.path))
    return context.body(JSON.stringify(problemBody(problem, context.req.path)), problem.status, {
      "content-type": "application/problem+json",
    });
  try {
    const data = { page: "error", status: problem.status, detail: problem.message } as const;
    return answerPage(site, context, data, problem.status);
  } catch (pageError) {
    onError(pageError);
    return context.text(problem.message, problem.status);
  }
};

const problemOf = (error: unknown): HttpProblem => {
  if (error instanceof HttpProblem) return error;
  if (error instanceof StoreError) return new HttpProblem(503, `${error.message}; ${error.remedy}`);
  if (error instanceof HTTPException && error.status === 415)
    return new HttpProblem(415, "the body must be application/json");
  if (error instanceof HTTPException && error.status === 400)
    return new HttpProblem(400, "the body is not valid JSON");
  return new HttpProblem(500, "an unexpected error, the server's log says more");
};
