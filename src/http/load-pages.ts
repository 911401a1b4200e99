import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Pages } from "./pages.ts";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/**
 * Loads the built page: `server.js` that renders and the files of `assets/`, all kept in memory.
 * @param directory with a slash at the end, such as `dist/page/`
 * @throws {Error} when the page is not built
 */
export const loadPages = async (directory: URL): Promise<Pages> => {
  const entry = new URL("server.js", directory);
  if (!existsSync(entry)) throw new Error(`the page is not built: run "npm run build:page"`);
  const { render, renderWidget } = renderersOf(await import(entry.href), entry);
  const assets = await readAssets(fileURLToPath(new URL("assets/", directory)));
  return { render, renderWidget, asset: (path) => assets.get(path) };
};

type Renderers = Pick<Pages, "render" | "renderWidget">;

/** The build's own entry, src/web/server.tsx, exports functions of these types; only their presence is checked. */
const renderersOf = (module: unknown, entry: URL): Renderers => {
  const found = typeof module === "object" && module !== null ? (module as Partial<Renderers>) : {};
  const { render, renderWidget } = found;
  if (typeof render !== "function" || typeof renderWidget !== "function")
    throw new Error(`${fileURLToPath(entry)} exports no function render or renderWidget`);
  return { render, renderWidget };
};

const readAssets = async (
  directory: string,
): Promise<ReadonlyMap<string, { body: Uint8Array; type: string }>> => {
  if (!existsSync(directory)) return new Map();
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const name = path.slice(join(directory, sep).length).replaceAll(sep, "/");
        const type = types[extname(name)] ?? "application/octet-stream";
        return [name, { body: await readFile(path), type }] as const;
      }),
    ),
  );
};
