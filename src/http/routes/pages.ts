import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { answerPage } from "../page-answer.ts";
import type { PageData } from "../pages.ts";
import { invalidRequest, notFound } from "../problem.ts";
import type { HttpApp, Site, SiteEnv } from "../site.ts";
import { channelViews } from "../views/channel.ts";
import { checkDetail } from "../views/check-detail.ts";
import { checkPage } from "../views/check-page.ts";
import { incidentDetail, incidentPage } from "../views/incident.ts";
import { linkViews } from "../views/link.ts";
import { notificationPage } from "../views/notification.ts";
import { numbersChoices } from "../views/numbers/numbers-page.ts";
import { overview } from "../views/overview.ts";
import { runPage } from "../views/run.ts";
import { tokenViews } from "../views/token.ts";
import { incidentQuery } from "./incidents.ts";

const recentNotifications = 50;
const recentRuns = 20;
const checksOnPage = 100;

const groupQuery = z.object({ group: z.string().max(200).default(""), after: z.string().max(64).optional() });

/** The pages for people: the same data as the API, rendered. */
export const addPages = (app: HttpApp, site: Site): void => {
  const { lookout } = site;
  const page = (path: string, load: (context: Context<SiteEnv>) => Promise<PageData>): void => {
    app.get(path, async (context) => answerPage(site, context, await load(context)));
  };

  page("/", async () => ({ page: "overview", overview: await overview(site) }));

  page("/checks", async (context) => {
    const query = groupQuery.safeParse(context.req.query());
    if (!query.success) throw invalidRequest("query", query.error.issues);
    const { group, after } = query.data;
    const { items, next } = await checkPage(site, { group, after, limit: checksOnPage });
    return { page: "checks", group, checks: items, next };
  });

  page("/checks/:id", async (context) => {
    const check = await checkDetail(site, context.req.param("id") ?? "");
    if (!check) throw notFound("check");
    const runs = await runPage(lookout.store.runs, { checkId: check.id, limit: recentRuns });
    return { page: "check", check, runs };
  });

  page("/incidents", async (context) => {
    const query = incidentQuery.safeParse(context.req.query());
    if (!query.success) throw invalidRequest("query", query.error.issues);
    const { check, ...rest } = query.data;
    const { items, next } = await incidentPage(site, { ...rest, checkId: check });
    return { page: "incidents", incidents: items, next };
  });

  page("/incidents/:id", async (context) => {
    const incident = await incidentDetail(site, context.req.param("id") ?? "");
    if (!incident) throw notFound("incident");
    return { page: "incident", incident };
  });

  page("/channels", async () => {
    const { items } = await notificationPage(lookout.store.outbox, { limit: recentNotifications });
    return { page: "channels", channels: channelViews(lookout), notifications: items };
  });

  page("/settings", async () => ({
    page: "settings",
    tokens: await tokenViews(lookout.store),
    links: await linkViews(site),
    widgets: await numbersChoices(site),
  }));
};
