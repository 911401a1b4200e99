import { keptEntries } from "../../../core/ledger-rules.ts";
import type { FeedEntry } from "../../../core/ledger.ts";
import type { Database } from "../database.ts";

const latestFirst = "ORDER BY coalesce(published_at, seen_at) DESC, id";

/** Writes entries, and forgets those that are not among the latest. */
export const writeEntries = (db: Database, checkId: number, entries: readonly FeedEntry[]): void => {
  for (const { id, title, url, summary, publishedAt, seenAt } of entries)
    db.run(
      `INSERT INTO ledger_entries (check_id, id, title, url, summary, published_at, seen_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET title = excluded.title, url = excluded.url, summary = excluded.summary,
         published_at = excluded.published_at`,
      checkId,
      id,
      title,
      url ?? null,
      summary ?? null,
      publishedAt ?? null,
      seenAt,
    );
  if (entries.length > 0)
    db.run(
      `DELETE FROM ledger_entries WHERE number IN
         (SELECT number FROM ledger_entries WHERE check_id = ? ${latestFirst} LIMIT -1 OFFSET ${keptEntries})`,
      checkId,
    );
};

interface EntryRow {
  readonly id: string;
  readonly title: string;
  readonly url: string | null;
  readonly summary: string | null;
  readonly publishedAt: number | null;
  readonly seenAt: number;
}

const decodeEntry = ({ id, title, url, summary, publishedAt, seenAt }: EntryRow): FeedEntry => ({
  id,
  title,
  ...(url !== null && { url }),
  ...(summary !== null && { summary }),
  ...(publishedAt !== null && { publishedAt }),
  seenAt,
});

export const readEntries = (db: Database, checkId: number, limit: number): readonly FeedEntry[] =>
  db
    .all<EntryRow>(
      `SELECT id, title, url, summary, published_at AS publishedAt, seen_at AS seenAt FROM ledger_entries
       WHERE check_id = ? ${latestFirst} LIMIT ?`,
      checkId,
      limit,
    )
    .map(decodeEntry);
