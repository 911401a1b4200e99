import { Buffer } from "node:buffer";

/** The sort key of the last row of a page. */
export type Cursor = readonly (number | string)[];

/** Opaque to readers: only stores compute one. */
export const encodeCursor = (key: Cursor): string => Buffer.from(JSON.stringify(key)).toString("base64url");

/**
 * The sort key that a page's `next` stands for; its parts have the same kinds as those of `shape`.
 * @throws {RangeError} when the text is anything else
 */
export const decodeCursor = <Key extends Cursor>(text: string, shape: Key): Key => {
  const key = parsed(text);
  if (!isLike(key, shape)) throw new RangeError("before is not what this list gave as next");
  return key;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return undefined;
  }
};

const isLike = <Key extends Cursor>(key: unknown, shape: Key): key is Key =>
  Array.isArray(key) &&
  key.length === shape.length &&
  shape.every((part, index) => typeof part === typeof key[index]);

/** One page of rows that were asked for with a limit of one more than wanted: the extra row says that there is more. */
export const pageOf = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => Cursor,
  itemOf: (row: Row) => Item,
): { readonly items: readonly Item[]; readonly next?: string } => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items: shown.map(itemOf), ...(hasMore && { next: encodeCursor(keyOf(last)) }) };
};
