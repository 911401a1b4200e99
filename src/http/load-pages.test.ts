import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadPages } from "./load-pages.ts";

let folder: string;
let directory: URL;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hinomi-pages-"));
  directory = pathToFileURL(folder + sep);
});
afterEach(() => rm(folder, { recursive: true }));

const frame = {
  locale: "en",
  timezone: "UTC",
  title: "Test",
  now: 0,
  base: "",
  nonce: "n",
} as const;

describe("loading the built page", () => {
  it("renders by its server.js and serves its assets from memory", async () => {
    await writeFile(
      join(folder, "server.js"),
      "export const render = (frame, data) => frame.title + data.page; export const renderWidget = () => '';",
    );
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    await mkdir(join(folder, "assets", "fonts"), { recursive: true });
    await writeFile(join(folder, "assets", "page-1.js"), "1");
    await writeFile(join(folder, "assets", "fonts", "a.woff2"), "2");
    await writeFile(join(folder, "assets", "odd.bin"), "3");
    const pages = await loadPages(directory);
    await rm(join(folder, "assets"), { recursive: true });
    expect(pages.render(frame, { page: "set-up" })).toBe("Testset-up");
    expect(pages.asset("page-1.js")).toEqual({
      body: Buffer.from("1"),
      type: "text/javascript; charset=utf-8",
    });
    expect(pages.asset("fonts/a.woff2")).toMatchObject({ type: "font/woff2" });
    expect(pages.asset("odd.bin")).toMatchObject({ type: "application/octet-stream" });
    for (const path of ["../server.js", "fonts", "", "constructor"])
      expect(pages.asset(path)).toBeUndefined();
  });

  it("says how to build it when it is missing", async () => {
    await expect(loadPages(directory)).rejects.toThrow('the page is not built: run "npm run build:page"');
  });

  it("refuses a server.js that renders nothing", async () => {
    await writeFile(join(folder, "server.js"), "export const render = 1;");
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    await expect(loadPages(directory)).rejects.toThrow("server.js exports no function render");
  });
});
