import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { sourcesOf } from "../../core/page.ts";
import { StoreError } from "../../core/store.ts";
import type { Link } from "../links/links.ts";
import type { WidgetData, WidgetView } from "../page-schemas.ts";
import { addressOf } from "../security/connection.ts";
import { createRateLimit } from "../security/rate-limit.ts";
import { network } from "../security/sign-in-guard.ts";
import type { HttpApp, Site, SiteEnv } from "../site.ts";
import { findWidget, oneWidget } from "../views/numbers/numbers-page.ts";

/** What a widget shows is made at most so often, however many look. */
const keepMs = 30_000;
const [cacheSeconds, keptAtMost] = [60, 100];

const texts = {
  404: "This link does not exist, or it was revoked.",
  410: "The widget behind this link is gone or shows something else now. Ask its owner for a new link.",
  429: "Too many requests. Try again in a minute.",
  503: "Not available now. Try again in a minute.",
} as const;

type Refusal = keyof typeof texts;
type Found = { readonly link: Link; readonly view: WidgetView };

/** Single widgets for strangers who know a link's address: as a document for a frame, or as an image. */
export const addEmbed = (app: HttpApp, site: Site): void => {
  const asked = createRateLimit({ clock: site.clock, burst: 120, everyMs: 500, keys: 10_000 });
  const look = createLook(site);
  app.get("/embed/:address", async (context) => {
    const address = context.req.param("address");
    const isImage = address.endsWith(".svg");
    if (asked.take(network(addressOf(site, context))) > 0) return refuse(context, 429);
    const found = await look(isImage ? address.slice(0, -4) : address);
    return typeof found === "number" ? refuse(context, found) : show(site, context, found, isImage);
  });
};

const createLook = (site: Site): ((token: string) => Promise<Found | Refusal>) => {
  const kept = new Map<string, { readonly until: number; readonly view: Promise<WidgetView | undefined> }>();
  const remembered = (link: Link): Promise<WidgetView | undefined> => {
    const now = site.clock.monotonic();
    for (const [id, { until }] of kept) if (now >= until || kept.size > keptAtMost) kept.delete(id);
    const before = kept.get(link.id);
    if (before) return before.view;
    const view = viewOf(site, link);
    kept.set(link.id, { until: now + keepMs, view });
    view.catch(() => kept.delete(link.id));
    return view;
  };
  return async (token) => {
    try {
      const link = await site.links.find(token);
      if (!link) return 404;
      const view = await remembered(link);
      return view ? { link, view } : 410;
    } catch (error) {
      // What is wrong with the store is no stranger's business.
      if (error instanceof StoreError) return 503;
      throw error;
    }
  };
};

/** Absent when the widget is gone or has come to show something else. */
const viewOf = async (site: Site, { pageId, widgetId, sources }: Link): Promise<WidgetView | undefined> => {
  const widget = await findWidget(site, pageId, widgetId);
  if (!widget || sourcesOf(widget).join("\n") !== sources.join("\n")) return undefined;
  const view = await oneWidget(site, widget);
  return { ...view, id: "", checkIds: [], data: withoutNames(view.data) };
};

/** Which checks failed is told by their titles, which the widget's owner did not choose to show. */
const withoutNames = (data: WidgetData): WidgetData =>
  data.kind === "lines"
    ? { ...data, incidents: data.incidents.map((incident) => ({ ...incident, title: "" })) }
    : data;

/** The nonce may be kept with the answer: nothing in it comes from whoever asks. */
const show = (site: Site, context: Context<SiteEnv>, { link, view }: Found, isImage: boolean): Response => {
  const { locale, timezone } = site.lookout.config();
  const asked = context.req.query("lang");
  const nonce = context.get("nonce");
  const frame = {
    locale: asked === "en" || asked === "ja" ? asked : locale,
    timezone,
    now: site.clock.now(),
    nonce,
  };
  const origins = link.origins.length > 0 ? link.origins.join(" ") : "'none'";
  publish(
    context,
    `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors ${origins}`,
  );
  context.header("cache-control", `public, max-age=${cacheSeconds}`);
  const body = site.pages.renderWidget(frame, view, isImage ? "image" : "document");
  return context.body(body, 200, {
    "content-type": isImage ? "image/svg+xml; charset=utf-8" : "text/html; charset=utf-8",
  });
};

const refuse = (context: Context<SiteEnv>, status: Refusal): Response => {
  publish(context, "default-src 'none'; frame-ancestors *");
  if (status === 429 || status === 503) context.header("retry-after", String(cacheSeconds));
  return context.text(texts[status], status satisfies ContentfulStatusCode);
};

const publish = (context: Context<SiteEnv>, policy: string): void => {
  context.header("content-security-policy", policy);
  context.header("cross-origin-resource-policy", "cross-origin");
  context.header("x-robots-tag", "noindex");
};
