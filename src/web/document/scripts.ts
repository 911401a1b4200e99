import { manifest } from "virtual:page-assets";
import type { PageData } from "../../http/pages.ts";

/** Loaded by a page's script a little later; named here so that it travels at once. */
const later: Partial<Record<PageData["page"], string>> = { check: "src/web/chart/plot.ts" };

/** The script of a page, and everything it will load, so that all of it travels at once. Absent when it needs none. */
export const scriptsOf = (
  page: PageData["page"],
): { readonly entry: string; readonly preload: readonly string[] } | undefined => {
  const entry = `src/web/entries/${page}.tsx`;
  const script = manifest[entry];
  if (!script) return undefined;
  const files = new Set<string>();
  const add = (key: string | undefined): void => {
    const chunk = key === undefined ? undefined : manifest[key];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    chunk.imports?.forEach(add);
  };
  [entry, later[page]].forEach(add);
  files.delete(script.file);
  return { entry: script.file, preload: [...files] };
};
