import { z } from "zod";
import { keptEntries, timeOfEntry } from "../../core/ledger-rules.ts";
import type { FeedEntry, Ledger } from "../../core/ledger.ts";
import type { Reading } from "../../core/outcome.ts";
import type { HttpHeaders } from "../../net/http-headers.ts";
import type { ListedEntry } from "./list-entries.ts";

const memoKey = "feed";

const remembered = z.object({
  url: z.string(),
  /** When this address was first read, epoch ms. */
  since: z.number(),
  /** For conditional requests (RFC 9110 section 13). */
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** What the readings were: they still hold when nothing has changed. */
  entries: z.number(),
  newestAt: z.number().optional(),
});

/** What is known of a feed from earlier runs. */
export type Remembered = z.output<typeof remembered>;

/** Absent in the first run, and when the address has changed since. */
export const recall = async (ledger: Ledger, url: string): Promise<Remembered | undefined> => {
  const memo = await ledger.memo(memoKey);
  if (memo === undefined) return undefined;
  const { data } = remembered.safeParse(JSON.parse(memo));
  return data?.url === url ? data : undefined;
};

/** Lets the server answer 304 when nothing is new. */
export const conditionsOf = (known: Remembered | undefined): Readonly<Record<string, string>> => ({
  ...(known?.etag !== undefined && { "if-none-match": known.etag }),
  ...(known?.lastModified !== undefined && { "if-modified-since": known.lastModified }),
});

/** What can be sent back as it came. */
const isSendable = (value: string | null): value is string =>
  value !== null && /^[\x21-\x7e][\x20-\x7e]{0,999}$/.test(value);

const validatorsOf = (headers: HttpHeaders): Pick<Remembered, "etag" | "lastModified"> => {
  const [etag, lastModified] = [headers.get("etag"), headers.get("last-modified")];
  return { ...(isSendable(etag) && { etag }), ...(isSendable(lastModified) && { lastModified }) };
};

/** The readings of a feed; `newEntries` is against all earlier runs. */
export const feedReadings = (
  { entries, newestAt }: Remembered,
  newEntries: number,
  now: number,
): readonly Reading[] => [
  { name: "entries", value: entries, unit: "count" },
  { name: "new_entries", value: newEntries, unit: "count" },
  ...(newestAt === undefined
    ? []
    : [
        {
          name: "age_of_newest",
          value: Math.max(0, Math.round((now - newestAt) / 1000)),
          unit: "s",
        } as const,
      ]),
];

interface Fetched {
  readonly url: string;
  readonly listed: readonly ListedEntry[];
  /** All entries of the feed. */
  readonly count: number;
  readonly headers: HttpHeaders;
  readonly now: number;
}

interface Entered {
  readonly known: Remembered;
  readonly newEntries: number;
}

/** When an entry appeared; an entry without a date only when it was seen to appear. */
const appearedAt = ({ publishedAt, seenAt }: FeedEntry, since: number): number =>
  publishedAt ?? (seenAt > since ? seenAt : 0);

/**
 * Writes what was fetched, with what the next run needs. Nothing is new in the first run. An entry that is older than
 * all of a full ledger has been there and was dropped again: it is not new either.
 */
export const enter = async (
  ledger: Ledger,
  before: Remembered | undefined,
  fetched: Fetched,
): Promise<Entered> => {
  const { url, listed, count, headers, now } = fetched;
  const since = before?.since ?? now;
  const kept = await ledger.entries(keptEntries);
  const seen = new Map(kept.map(({ id, seenAt }) => [id, seenAt]));
  const oldest = kept.at(-1);
  const limit = oldest && kept.length >= keptEntries ? timeOfEntry(oldest) : Number.NEGATIVE_INFINITY;
  const entries = listed.map((entry): FeedEntry => ({ ...entry, seenAt: seen.get(entry.id) ?? now }));
  const fresh = before ? entries.filter((entry) => !seen.has(entry.id) && timeOfEntry(entry) > limit) : [];
  const newestAt = entries.reduce((latest, entry) => Math.max(latest, appearedAt(entry, since)), 0);
  const known: Remembered = {
    url,
    since,
    ...validatorsOf(headers),
    entries: count,
    ...(newestAt > 0 && { newestAt }),
  };
  await ledger.write({ entries, memos: { [memoKey]: JSON.stringify(known) } });
  return { known, newEntries: fresh.length };
};
