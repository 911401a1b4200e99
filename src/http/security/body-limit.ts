import type { MiddlewareHandler } from "hono";
import { HttpProblem } from "../problem.ts";
import type { SiteEnv } from "../site.ts";

const maxBytes = 65_536;

/** Bodies declare their length, which node:http then holds them to, and are small: nothing has to be counted. */
export const limitBody: MiddlewareHandler<SiteEnv> = (context, next) => {
  if (context.req.header("transfer-encoding") !== undefined)
    throw new HttpProblem(411, "send the body with Content-Length, not in chunks");
  if (Number(context.req.header("content-length") ?? 0) > maxBytes)
    throw new HttpProblem(413, `the body is larger than ${maxBytes} bytes`);
  return next();
};
