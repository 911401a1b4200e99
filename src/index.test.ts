import { expect, it } from "vitest";
import { loadYaml } from "../test/support/load-yaml.ts";
import { defineConfig } from "./index.ts";

it("types a configuration that, printed as JSON, is read like a file", () => {
  const config = defineConfig({
    timezone: "Asia/Tokyo",
    defaults: { every: "30s", confirm: { down: "3 of 5" } },
    checks: [{ id: "website", type: "ping", url: "https://example.com/", token: "${TOKEN}" }],
  });
  const loaded = loadYaml(JSON.stringify(config, null, 2), { env: { TOKEN: "token-1" } });
  expect(loaded.problems).toEqual([]);
  expect(loaded.config?.checks[0]).toMatchObject({ id: "website", everyMs: 30_000 });
});

it("refuses what is no configuration when it is compiled", () => {
  // @ts-expect-error -- durations are texts
  defineConfig({ defaults: { every: 30 }, checks: [] });
  // @ts-expect-error -- a mistyped key
  defineConfig({ tittle: "x", checks: [] });
  expect(defineConfig({ checks: [] })).toEqual({ checks: [] });
});
