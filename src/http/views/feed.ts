import type { Check } from "../../core/check.ts";
import type { FeedEntry } from "../../core/ledger.ts";
import type { FeedView } from "../feed-schemas.ts";

const itemOf = ({ id, title, url, summary, publishedAt, seenAt }: FeedEntry): FeedView["items"][number] => ({
  id,
  title,
  ...(url !== undefined && { url }),
  content_text: summary ?? title,
  ...(publishedAt !== undefined && { date_published: new Date(publishedAt).toISOString() }),
  _seen_at: seenAt,
});

/** Entries, the latest first, as the feed that the API serves. */
export const feedView = (
  { id, title }: Pick<Check, "id" | "title">,
  entries: readonly FeedEntry[],
  publicUrl: string | undefined,
): FeedView => ({
  version: "https://jsonfeed.org/version/1.1",
  title,
  ...(publicUrl !== undefined && { feed_url: `${publicUrl}/api/v1/feeds/${id}` }),
  items: entries.map(itemOf),
});
