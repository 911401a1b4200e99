import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { App } from "../../src/app.ts";
import { startSampleApi, type SampleApi } from "../../src/demo/sample-api.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { launchBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { startFakeRocketChat, type FakeRocketChat } from "../support/fake-rocket-chat.ts";

const password = "a lookout over the town";
const canary = "canary-7f3a9c";

let folder: string;
let file: string;
let api: SampleApi;
let chat: FakeRocketChat;
let app: App;
let browser: Browser | undefined;
const log: string[] = [];

const configText = (title: string) => `
title: ${title}
store: sqlite:hinomi.db
server: { port: 0 }
defaults: { every: 1s, timeout: 3s, notify: [team] }
channels:
  team: { type: rocket-chat, url: "${chat.url}", user: "${chat.user}", password: "\${CHAT_PASSWORD}", to: "#alerts", group: { wait: 200ms } }
checks:
  - id: good
    title: Orders
    type: http
    url: ${api.url}/test_status_ok_json_status_ok
    method: POST
    headers: { x-api-key: "\${API_KEY}" }
  - id: bad
    title: Payments
    type: http
    url: ${api.url}/test_status_ng_json_status_ng
    method: POST
    headers: { x-api-key: "\${API_KEY}" }
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-server-"));
  mkdirSync("artifacts", { recursive: true });
  api = await startSampleApi({
    port: 0,
    slowMs: 20_000,
    flapMs: 20_000,
    clock: systemClock,
    random: Math.random,
  });
  chat = await startFakeRocketChat({ password: `${canary}-chat` });
  file = join(folder, "hinomi.yaml");
  writeFileSync(file, configText("Hinomi"));
  const env = { CHAT_PASSWORD: `${canary}-chat`, API_KEY: `${canary}-key` };
  app = await App.start({ file, env, clock: systemClock, log: (line) => log.push(line) });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app.stop();
  await Promise.all([api.close(), chat.stop()]);
  rmSync(folder, { recursive: true });
});

const openPage = async (): Promise<Page> => {
  if (!browser) throw new Error("no browser");
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => log.push(`page: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && log.push(`page: ${message.text()}`));
  return page;
};

test("without a sign-in nothing is told", async () => {
  const overview = await fetch(`${app.url}/api/v1/overview`);
  expect(overview.status).toBe(401);
  expect(overview.headers.get("content-type")).toContain("application/problem+json");
  const page = await fetch(`${app.url}/`, { redirect: "manual" });
  expect(page.status).toBe(303);
  expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
});

describe("a person with a browser", () => {
  let page: Page;

  test("makes the account by the printed link, once", async ({ skip }) => {
    if (!browser) return skip("no browser");
    page = await openPage();
    await page.goto((await app.setUpUrl()) ?? "");
    await page.fill("input[name=user]", "lookout");
    await page.fill("input[name=password]", password);
    await page.fill("input[name=repeat]", password);
    await page.click("button[type=submit]");
    await page.waitForURL(`${app.url}/`);
    expect(await app.setUpUrl()).toBeUndefined();
  });

  test("sees the problem first, and it turns good without a reload", async ({ skip }) => {
    if (!browser) return skip("no browser");
    await eventually("an incident", () => app.lookout.check("bad")?.state.incident);
    await page.goto(app.url);
    await page.getByRole("heading", { name: "Payments" }).waitFor();
    await page.screenshot({ path: "artifacts/server-overview.png" });
    expect(await page.title()).toMatch(/1\sdown/);
    await fetch(`${api.url}/_switch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ path: "/test_status_ng_json_status_ng", to: "ok" }),
    });
    await eventually("a title that says all is well", async () => !(await page.title()).includes("down"));
  });

  test("finds the incident with its story and what the chat answered", async ({ skip }) => {
    if (!browser) return skip("no browser");
    const { items } = await app.lookout.store.incidents.list({ limit: 1 });
    const id = items[0]?.id ?? "";
    await eventually("the resolution's delivery", async () => {
      const { items: rows } = await app.lookout.store.outbox.list({ incidentId: id, limit: 10 });
      return rows.some(({ kind, state }) => kind === "resolved" && state === "delivered");
    });
    await page.goto(`${app.url}/incidents/${encodeURIComponent(id)}`);
    const text = await page.locator("main").innerText();
    expect(text).toContain("Payments");
    expect(text).toContain("team");
    await page.screenshot({ path: "artifacts/server-incident.png", fullPage: true });
  });

  test("looks at a check's latency by phase", async ({ skip }) => {
    if (!browser) return skip("no browser");
    await page.goto(`${app.url}/checks/good`);
    await page.locator("canvas").first().waitFor();
    await page.screenshot({ path: "artifacts/server-check.png", fullPage: true });
  });
});

test("a changed file is taken at once, a broken one is refused and said on the page", async () => {
  writeFileSync(file, configText("Watch tower"));
  expect(await app.reload()).toBe(true);
  expect(app.lookout.config().title).toBe("Watch tower");
  const before = app.lookout.vitals().runsTotal;
  writeFileSync(file, configText("Broken").replace("type: http", "type: htpp"));
  expect(await app.reload()).toBe(false);
  expect(app.lookout.vitals().configProblems[0]?.message).toContain("http");
  await eventually("runs under the configuration before", () => app.lookout.vitals().runsTotal > before + 1);
  expect(app.lookout.config().title).toBe("Watch tower");
});

test("no secret is in the log, the store's runs, the chat or the database", async () => {
  const everything = [
    ...log,
    JSON.stringify(chat.messages()),
    JSON.stringify((await app.lookout.store.runs.list({ checkId: "bad", limit: 500 })).items),
    JSON.stringify((await app.lookout.store.outbox.list({ limit: 100 })).items),
  ].join("\n");
  expect(everything).not.toContain(canary);
  expect(log.filter((line) => line.startsWith("page:"))).toEqual([]);
});
