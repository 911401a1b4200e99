import type { Link } from "../links/links.ts";
import type { LinkView } from "../page-schemas.ts";
import type { Site } from "../site.ts";

/** A link with its addresses: whole ones where the public address is known, else paths. */
export const linkView = async (site: Site, link: Link): Promise<LinkView> => {
  const { publicUrl } = site.lookout.config().server;
  const url = `${publicUrl ?? site.base}/embed/${await site.links.tokenOf(link)}`;
  const { id, pageId, widgetId, title, origins, createdAt } = link;
  return { id, pageId, widgetId, title, origins: [...origins], createdAt, url, svgUrl: `${url}.svg` };
};

export const linkViews = async (site: Site): Promise<readonly LinkView[]> =>
  Promise.all((await site.links.list()).map((link) => linkView(site, link)));
