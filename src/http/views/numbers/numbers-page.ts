import { setImmediate } from "node:timers/promises";
import type { NumbersPage, Widget } from "../../../core/page.ts";
import type { NumbersView, PageEntry, WidgetView } from "../../page-schemas.ts";
import type { Site } from "../../site.ts";
import { createDesk } from "./desk.ts";
import { madePage } from "./made-page.ts";
import { widgetTitle } from "./titles.ts";
import { widgetView } from "./widget.ts";

type Source = Pick<Site, "lookout" | "clock">;

/** A page with what its widgets show now; the first without an id. Absent when there is no such page. */
export const numbersView = async (site: Source, id?: string): Promise<NumbersView | undefined> => {
  const { timezone, pages } = site.lookout.config();
  const desk = createDesk(site);
  const all = pages.length > 0 ? pages : [await madePage(desk)];
  const page = id === undefined ? all[0] : all.find((one) => one.id === id);
  if (!page) return undefined;
  const made = pages.length === 0;
  const widgets: WidgetView[] = [];
  for (const widget of page.widgets) {
    const view = await widgetView(desk, widget);
    if (!made || isWorthShowing(view)) widgets.push(view);
    // Others are served between two widgets.
    await setImmediate();
  }
  return {
    id: page.id,
    title: page.title,
    made,
    timezone,
    widgets,
    pages: all.map((one) => ({ id: one.id, title: one.title })),
  };
};

/** A page that nobody asked for shows nothing empty, and no list of one. */
const isWorthShowing = ({ data }: WidgetView): boolean =>
  data.kind === "parts" ? data.rows.length > 1 : data.kind !== "nothing";

/** The pages and their widgets by name. */
export const numbersChoices = async (site: Source): Promise<readonly PageEntry[]> => {
  const desk = createDesk(site);
  const entry = async ({ id, title, widgets }: NumbersPage): Promise<PageEntry> => ({
    id,
    title,
    widgets: await Promise.all(
      widgets.map(async (one) => ({ id: one.id, type: one.type, title: await widgetTitle(desk, one) })),
    ),
  });
  return Promise.all((await numbersPages(site)).map(entry));
};

/** The pages that there are, with their widgets as they are configured. */
const numbersPages = async (site: Source): Promise<readonly NumbersPage[]> => {
  const { pages } = site.lookout.config();
  return pages.length > 0 ? pages : [await madePage(createDesk(site))];
};

/** One widget as it is configured now; absent when it is gone. */
export const findWidget = async (
  site: Source,
  pageId: string,
  widgetId: string,
): Promise<Widget | undefined> =>
  (await numbersPages(site)).find(({ id }) => id === pageId)?.widgets.find(({ id }) => id === widgetId);

/** What one widget shows now. */
export const oneWidget = (site: Source, widget: Widget): Promise<WidgetView> =>
  widgetView(createDesk(site), widget);
