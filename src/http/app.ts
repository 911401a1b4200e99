import { OpenAPIHono } from "@hono/zod-openapi";
import { methodNotAllowed } from "hono/method-not-allowed";
import type { Clock } from "../core/clock.ts";
import type { Lookout } from "../engine/lookout.ts";
import { compressAnswers } from "./compress.ts";
import { createTickHub } from "./events/tick-hub.ts";
import { answerError } from "./error-answer.ts";
import { createLinks } from "./links/links.ts";
import type { Pages } from "./pages.ts";
import { HttpProblem, invalidRequest } from "./problem.ts";
import { addAssets } from "./routes/assets.ts";
import { addChannels } from "./routes/channels.ts";
import { addChecks } from "./routes/checks.ts";
import { addDayValues } from "./routes/days.ts";
import { addEmbed } from "./routes/embed.ts";
import { addEvents } from "./routes/events.ts";
import { addFeeds } from "./routes/feeds.ts";
import { addHealth } from "./routes/health.ts";
import { addIncidents } from "./routes/incidents.ts";
import { addLinks } from "./routes/links.ts";
import { addMetrics } from "./routes/metrics.ts";
import { addNotifications } from "./routes/notifications.ts";
import { addNumbers } from "./routes/numbers.ts";
import { addOpenApi } from "./routes/openapi.ts";
import { addOverview } from "./routes/overview.ts";
import { addPages } from "./routes/pages.ts";
import { addReadings } from "./routes/readings.ts";
import { addRuns } from "./routes/runs.ts";
import { addSeries } from "./routes/series.ts";
import { addSeriesCsv } from "./routes/series-csv.ts";
import { addSetUp } from "./routes/set-up.ts";
import { addSignIn } from "./routes/sign-in.ts";
import { addSilences } from "./routes/silences.ts";
import { addSinks } from "./routes/sinks.ts";
import { addTables } from "./routes/tables.ts";
import { addTokens } from "./routes/tokens.ts";
import { createAccounts } from "./security/accounts.ts";
import { authenticate } from "./security/authenticate.ts";
import { limitBody } from "./security/body-limit.ts";
import { refuseForeignHosts } from "./security/connection.ts";
import { securityHeaders } from "./security/headers.ts";
import { createSignInGuard } from "./security/sign-in-guard.ts";
import type { HttpApp, Site, SiteEnv } from "./site.ts";
import { createCensus } from "./views/census.ts";
import { createHistory } from "./views/history.ts";

const maxEventStreams = 200;

export interface HttpInput {
  readonly lookout: Lookout;
  readonly pages: Pages;
  readonly clock: Clock;
  /** The one-time token that the server prints while there is no user. */
  readonly setUp: { readonly token: string };
  /** Cryptographically strong. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** Hinomi's own version. */
  readonly version: string;
  /**
   * The path under which a reverse proxy shows the site, `/hinomi`; the proxy may strip it or pass it on. Default:
   * the path of the public address.
   */
  readonly base?: string;
  /** Believe `X-Forwarded-For` and `X-Forwarded-Proto`: only behind a proxy that sets them itself. */
  readonly trustProxy?: boolean;
  /** Told of every error that is a bug; the caller only learns that there was one. */
  readonly onError?: (error: unknown) => void;
}

/** The page and the API of a running lookout. */
export const createHttpApp = (input: HttpInput): HttpApp => {
  const { lookout, clock, randomBytes, onError = () => {} } = input;
  const base = input.base ?? pathOf(lookout.config().server.publicUrl);
  const site: Site = {
    lookout,
    pages: input.pages,
    clock,
    base,
    version: input.version,
    trustProxy: input.trustProxy ?? false,
    setUpToken: input.setUp.token,
    randomBytes,
    accounts: createAccounts({ store: lookout.store.accounts, clock, randomBytes }),
    guard: createSignInGuard({ clock, randomBytes }),
    links: createLinks({ store: lookout.store.ledger, clock, randomBytes }),
    history: createHistory(lookout, clock),
    census: createCensus(lookout, clock),
    ticks: createTickHub({ lookout, clock, limit: maxEventStreams }),
  };
  const app: HttpApp = new OpenAPIHono<SiteEnv>({
    getPath: (request) => pathBelow(base, new URL(request.url).pathname),
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.target, result.error.issues);
    },
  });
  app.onError((error, context) => answerError(site, context, error, onError));
  app.notFound((context) =>
    answerError(site, context, new HttpProblem(404, "there is nothing at this address"), onError),
  );
  addMiddleware(app, site);
  for (const add of routes) add(app, site);
  return app;
};

const routes: readonly ((app: HttpApp, site: Site) => void)[] = [
  addOverview,
  addChecks,
  addRuns,
  addReadings,
  addSeries,
  addDayValues,
  addTables,
  addSeriesCsv,
  addNumbers,
  addLinks,
  addEmbed,
  addFeeds,
  addIncidents,
  addSilences,
  addChannels,
  addSinks,
  addNotifications,
  addTokens,
  addEvents,
  addHealth,
  addMetrics,
  addOpenApi,
  addAssets,
  addSignIn,
  addSetUp,
  addPages,
];

/** From the outside in: what every answer gets, then who may pass, then what a request may be. */
const addMiddleware = (app: HttpApp, site: Site): void => {
  app.use(securityHeaders(site));
  app.use(compressAnswers);
  app.use(refuseForeignHosts(site));
  app.use(authenticate(site));
  app.use(limitBody);
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (_context, methods) => {
        throw new HttpProblem(405, `only ${methods.join(", ")} here`, {
          headers: { allow: methods.join(", ") },
        });
      },
    }),
  );
};

const pathOf = (address = ""): string => (URL.parse(address)?.pathname ?? "").replace(/\/+$/, "");

const pathBelow = (base: string, path: string): string => {
  if (base === "" || (path !== base && !path.startsWith(`${base}/`))) return path;
  return path.slice(base.length) || "/";
};
