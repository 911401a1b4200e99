import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { App } from "../../src/app.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { eventually } from "../support/eventually.ts";
import { startFakeGitHub } from "../support/github/fake-github.ts";
import { canary, sampleWorld } from "../support/github/sample-world.ts";
import type { WorldToken } from "../support/github/world.ts";

const types = ["github-commits", "github-repositories", "github-traffic"] as const;

/** Runs all three for this token, and hands over everything that was said and stored. */
const watch = async (value: string, token: Partial<WorldToken> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "hinomi-github-"));
  const fake = await startFakeGitHub({ world: sampleWorld(token, { now: () => Date.now() }) });
  onTestFinished(async () => {
    await fake.stop();
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, "hinomi.yaml");
  const checks = types.map(
    (type) => `  - { id: ${type}, type: ${type}, owner: octo, api_url: "${fake.url}" }`,
  );
  const text = [
    "server: { port: 0 }",
    "timezone: Asia/Tokyo",
    "defaults: { every: 1h, timeout: 30s }",
    "checks:",
  ];
  writeFileSync(file, `${[...text, ...checks].join("\n")}\n`);
  const lines: string[] = [];
  const env = { GITHUB_TOKEN: value };
  const app = await App.start({ file, env, clock: systemClock, log: (line) => lines.push(line) });
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await app.stop();
    isStopped = true;
  };
  onTestFinished(stop);
  const outcomes = await Promise.all(types.map((type) => app.lookout.runNow(type)));
  const days = await app.lookout.store.ledger
    .of("github-commits")
    .days({ reading: "commits", part: "", from: "2026-01-01", to: "9999-01-01" });
  const states = await eventually("the runs", async () => {
    const pages = await Promise.all(
      types.map((checkId) => app.lookout.store.runs.list({ checkId, limit: 5 })),
    );
    return pages.every(({ items }) => items.length > 0) && pages;
  });
  await stop();
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
  return { outcomes, days, everything: JSON.stringify([lines, outcomes, states]) + files.join("") };
};

it("counts with a token that came with a line feed, and keeps it nowhere", async () => {
  const { outcomes, days, everything } = await watch(`${canary}\n`);
  expect(outcomes.map((outcome) => outcome?.status)).toEqual(["up", "up", "up"]);
  expect(days.reduce((sum, { value }) => sum + value, 0)).toBeGreaterThan(0);
  expect(everything).not.toContain(canary);
});

it.each<[string, Partial<WorldToken>, string]>([
  ["revoked", { isRevoked: true }, "github-refused"],
  ["expired", { expiration: "2026-01-01 00:00:00 UTC" }, "github-refused"],
])("says what is wrong with a token that is %s, and keeps it nowhere", async (_what, token, code) => {
  const { outcomes, everything } = await watch(canary, token);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "down", reason: { code } });
  expect(everything).not.toContain(canary);
});
