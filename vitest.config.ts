import { defineConfig } from "vitest/config";

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) throw new Error(`Node 24 or newer is needed, this is ${process.version}: use "npm test"`);

const unit = { name: "unit", include: ["src/**/*.test.ts", "tools/**/*.test.ts", "bench/**/*.test.ts"] };
const e2e = { name: "e2e", include: ["test/**/*.test.ts"], globalSetup: ["test/support/build-page.ts"] };

export default defineConfig({
  test: {
    pool: "threads",
    reporters: ["default", "./tools/count-reporter.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [unit, e2e].map((test) => ({ extends: true, test })),
  },
});
