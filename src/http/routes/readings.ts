import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Check } from "../../core/check.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Push, PushReceipt } from "../../core/push.ts";
import { bodyProblems, HttpProblem, notFound, problems, tooMany } from "../problem.ts";
import { createPushLines } from "../push-lines.ts";
import { formPush, jsonPush, pushTime, type PushBody } from "../push-body.ts";
import { outcomeSchema } from "../schemas.ts";
import type { HttpApp, Site, SiteEnv } from "../site.ts";
import { outcomeView } from "../views/run.ts";
import { idParam, json } from "./shapes.ts";

/** A run that was under way may have looked before the push came; then the next one brings it. */
const mostRuns = 5;

const pushReadings = createRoute({
  method: "post",
  path: "/api/v1/checks/{id}/readings",
  summary: "Push readings to a check of type push, with its own token or one of the API; each push is a run",
  request: {
    params: idParam,
    body: {
      required: false,
      content: {
        "application/json": { schema: jsonPush },
        "application/x-www-form-urlencoded": { schema: formPush },
      },
    },
  },
  responses: {
    200: json(
      "What was taken",
      z
        .object({
          id: z.string(),
          at: z.number().int(),
          readings: z.record(z.string(), z.number()),
          known: z
            .boolean()
            .openapi({ description: "The same push had come before; nothing was done again" }),
          late: z
            .boolean()
            .openapi({ description: "Something newer had come before: a value of its day only" }),
          outcome: outcomeSchema.optional(),
        })
        .openapi("TakenPush"),
    ),
    ...problems(404, 409, 429, ...bodyProblems),
  },
});

/** Runs the check until the push has had its run. */
const bring = async (
  { lookout }: Site,
  check: Check,
  receipt: Extract<PushReceipt, { kind: "taken" }>,
): Promise<Outcome | undefined> => {
  let outcome = receipt.isKnown ? lookout.check(check.id)?.lastRun?.outcome : undefined;
  for (let runs = 0; runs < mostRuns && !(await receipt.hasRun()); runs += 1)
    outcome = await lookout.runNow(check.id);
  return outcome;
};

const isForm = (context: Context<SiteEnv>): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(context.req.header("content-type") ?? "");

const pushOf = ({ at, readings = {}, ...said }: PushBody, { clock, randomBytes }: Site): Push => {
  const { id = Buffer.from(randomBytes(12)).toString("base64url"), status, message } = said;
  return {
    id,
    at: at === undefined ? clock.now() : pushTime(at),
    readings,
    ...(status !== undefined && { status }),
    ...(message !== undefined && { message }),
  };
};

export const addReadings = (app: HttpApp, site: Site): void => {
  const { lookout, clock } = site;
  const lines = createPushLines();

  app.openapi(pushReadings, async (context) => {
    const { id: checkId } = context.req.valid("param");
    const check = lookout.check(checkId)?.check;
    if (!check) throw notFound("check");
    const { takePush } = check;
    if (!takePush) throw new HttpProblem(409, "this check takes no pushes: its type is not push");
    const push = pushOf(context.req.valid(isForm(context) ? "form" : "json"), site);
    const turn = lines.run(checkId, async () => {
      const receipt = await takePush(push, { ledger: lookout.store.ledger.of(checkId), now: clock.now() });
      if (receipt.kind === "refused")
        throw new HttpProblem(422, "the push has invalid fields", { errors: receipt.problems });
      return { receipt, outcome: await bring(site, check, receipt) };
    });
    if (!turn) throw tooMany("too many pushes of this check wait", 1000);
    const { receipt, outcome } = await turn;
    const { id, at, readings } = push;
    const taken = { id, at, readings, known: receipt.isKnown, late: receipt.isLate };
    return context.json({ ...taken, ...(outcome && { outcome: outcomeView(outcome) }) }, 200);
  });
};
