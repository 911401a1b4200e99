import { errorText } from "../../core/error-text.ts";
import { mostParsed, type FeedParse, type ParsedEntry } from "./parsed-feed.ts";

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** Numbers are allowed by the letter of version 1. */
const idOf = (value: unknown): string | undefined =>
  typeof value === "number" ? String(value) : textOf(value);

const entryOf = (item: JsonObject): ParsedEntry => {
  const id = idOf(item["id"]);
  const title = textOf(item["title"]);
  const link = textOf(item["url"]) ?? textOf(item["external_url"]);
  const plain = textOf(item["summary"]) ?? textOf(item["content_text"]);
  const html = textOf(item["content_html"]);
  const date = textOf(item["date_published"]) ?? textOf(item["date_modified"]);
  return {
    ...(id !== undefined && { id }),
    ...(title !== undefined && { title: { text: title, isHtml: false } }),
    ...(link !== undefined && { link }),
    ...(plain !== undefined
      ? { summary: { text: plain, isHtml: false } }
      : html !== undefined && { summary: { text: html, isHtml: true } }),
    ...(date !== undefined && { date }),
  };
};

const invalid = (problem: string): FeedParse => ({ kind: "invalid", problem });

/** Reads a JSON Feed (jsonfeed.org/version/1.1). */
export const readJsonFeed = (text: string): FeedParse => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return invalid(`its JSON is broken: ${errorText(error)}`);
  }
  if (!isObject(document) || !Array.isArray(document["items"]))
    return invalid("it is JSON, but has no `items`: it is no JSON Feed");
  if (!/^https?:\/\/(www\.)?jsonfeed\.org\/version\//.test(textOf(document["version"]) ?? ""))
    return invalid("it is JSON, but its `version` is not that of a JSON Feed");
  const items: readonly unknown[] = document["items"];
  const title = textOf(document["title"]);
  const link = textOf(document["home_page_url"]);
  const feed = {
    ...(title !== undefined && { title: { text: title, isHtml: false } }),
    ...(link !== undefined && { link }),
    entries: items.slice(0, mostParsed).filter(isObject).map(entryOf),
    count: items.length,
  };
  return { kind: "feed", feed };
};
