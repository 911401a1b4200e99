import { gzipSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FixtureName } from "../support/page-fixtures.ts";
import { startPagePreview, type PagePreview } from "../support/page-preview.ts";

/** The budgets of docs/page.md: gzip, 1 kB = 1000 bytes. */
const kilobyte = 1000;

let preview: PagePreview;
beforeAll(async () => {
  preview = await startPagePreview();
});
afterAll(() => preview.close());

const zipped = (text: string | Uint8Array): number => gzipSync(text, { level: 9 }).length;

const fetchPage = async (name: FixtureName): Promise<string> =>
  (await fetch(`${preview.url}/${name}`)).text();

/** Everything that a page loads: its script and what travels with it. */
const scriptSize = async (name: FixtureName): Promise<number> => {
  const html = await fetchPage(name);
  const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file = ""]) => file);
  const sizes = await Promise.all(
    files.map(async (file) => zipped(await readFile(resolve("dist/page", file)))),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

it.each([
  ["overview", 15],
  ["incidents", 18],
  ["incident", 18],
  ["channels", 18],
  ["settings", 18],
  ["check", 40],
] as const)("loads at most %s: %d kB of JavaScript", async (name, limit) => {
  expect(await scriptSize(name)).toBeLessThanOrEqual(limit * kilobyte);
});

it.each(["sign-in", "set-up", "error", "numbers"] as const)(
  "loads no JavaScript at all for %s",
  async (name) => {
    expect(await scriptSize(name)).toBe(0);
  },
);

it.each(["overview", "check", "numbers"] as const)("styles %s with at most 8 kB", async (name) => {
  const [, css = ""] = /<style[^>]*>(.*?)<\/style>/s.exec(await fetchPage(name)) ?? [];
  expect(css.length).toBeGreaterThan(1000);
  expect(zipped(css)).toBeLessThanOrEqual(8 * kilobyte);
});
