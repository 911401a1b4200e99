import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const livePages = ["overview", "check", "incidents", "incident", "channels", "settings"].map(
  (page) => `src/web/entries/${page}.tsx`,
);
const outDir = "dist/page";
const manifest = "manifest.json";

/** What nearly every page uses travels as one file: many small ones compress badly. */
const shared =
  /[\\/](preact|signals(-core)?|hooks)[\\/]|web[\\/](live|text|parts)[\\/]|(web[\\/]page-context|http[\\/]look)/;

const findings = /web[\\/](actions|findings)[\\/]|web[\\/]incident[\\/]incident-list/;

/** Gives server.tsx the hashed names of what the browser build made, as `virtual:page-assets`. */
const pageAssets = (): Plugin => ({
  name: "hinomi:page-assets",
  resolveId: (id) => (id === "virtual:page-assets" ? `\0${id}` : undefined),
  load: (id) =>
    id === "\0virtual:page-assets"
      ? `export const manifest = ${readFileSync(join(outDir, manifest), "utf8")}`
      : undefined,
});

/** Vite wraps each `import()` in 1 kB of preloading; the server's modulepreload links make that needless. */
const plainImports = (): Plugin => ({
  name: "hinomi:plain-imports",
  enforce: "pre",
  load: (id) =>
    id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load()" : undefined,
});

/** uPlot's bars, steps, splines and extras. Its own build can leave them out, the published file cannot: 3 kB. */
const unusedCharts = /^\s*(\(paths\.(stepped|bars|spline) *= \w+\)|uPlot\.(?!tzDate)\w+ *= \w+);$/gm;

const slimCharts = (): Plugin => ({
  name: "hinomi:slim-charts",
  transform(code, id) {
    if (!id.endsWith("uPlot.esm.js")) return;
    if (code.match(unusedCharts)?.length !== 15)
      this.error("uPlot is built differently now: look at what vite.config.ts leaves out of it");
    return code.replace(unusedCharts, "");
  },
});

/** One command builds both halves of the page: what browsers load, then the renderer that knows their names. */
export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [pageAssets(), plainImports(), slimCharts()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) await builder.build(environment);
    },
  },
  environments: {
    client: {
      build: {
        outDir,
        manifest,
        modulePreload: false,
        target: "baseline-widely-available",
        rolldownOptions: {
          input: livePages,
          output: {
            codeSplitting: {
              groups: [
                { name: "shared", test: shared },
                { name: "findings", test: findings },
              ],
            },
          },
        },
      },
    },
    ssr: {
      resolve: { noExternal: true },
      build: {
        outDir,
        emptyOutDir: false,
        target: "node24",
        rolldownOptions: {
          input: { server: "src/web/server.tsx" },
          output: { entryFileNames: "server.js", chunkFileNames: "[name].js" },
          external: ["uplot"],
        },
      },
    },
  },
});
