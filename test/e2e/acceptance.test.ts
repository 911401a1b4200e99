import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine, readConfig } from "../../src/app.ts";
import { startSampleApi, type SampleApi } from "../../src/demo/sample-api.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { createRedactor } from "../../src/net/redact.ts";
import { openStore } from "../../src/stores/registry.ts";
import { eventually } from "../support/eventually.ts";
import { startFakeRocketChat, type FakeRocketChat } from "../support/fake-rocket-chat.ts";

let folder: string;
let api: SampleApi;
let chat: FakeRocketChat;
let engine: Engine;
const log: string[] = [];

const check = (id: string, path: string) => `
  - id: ${id}
    type: http
    url: ${api.url}${path}
    method: POST
    expect: { latency: { fail: 2s }, json: [{ path: "$.status", eq: 0 }] }`;

const configText = () => `
store: sqlite:hinomi.db
defaults: { every: 2s, timeout: 5s, notify: [team] }
channels:
  team:
    type: rocket-chat
    url: ${chat.url}
    user: ${chat.user}
    password: ${chat.password}
    to: "#alerts"
    group: { wait: 1s }
checks:${check("good", "/test_status_ok_json_status_ok")}${check("bad-json", "/test_status_ok_json_status_ng")}${check("bad-status", "/test_status_ng_json_status_ng")}${check("slow", "/test_status_ok_json_status_ok_long_time")}
`;

const cards = () => chat.messages("alerts").filter(({ tmid }) => tmid === undefined);
const cardOf = (id: string) => cards().find(({ text }) => text.includes(id));
const switchTo = (path: string, to: string) =>
  fetch(`${api.url}/_switch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ path, to }),
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-acceptance-"));
  api = await startSampleApi({
    port: 0,
    slowMs: 20_000,
    flapMs: 20_000,
    clock: systemClock,
    random: Math.random,
  });
  chat = await startFakeRocketChat();
  const file = join(folder, "hinomi.yaml");
  writeFileSync(file, configText());
  const { config, problems } = readConfig(file, {}, systemClock);
  if (!config) throw new Error(JSON.stringify(problems));
  const redact = createRedactor(config.secrets);
  const store = openStore(config.store);
  engine = createEngine({ config, store, clock: systemClock, redact, log: (line) => log.push(line) });
  await engine.start();
});

afterAll(async () => {
  await engine.stop();
  await Promise.all([api.close(), chat.stop()]);
  rmSync(folder, { recursive: true });
});

test("each bad endpoint gets exactly one card, the good one none, with a single log-in", async () => {
  await eventually("a card for each bad endpoint", () => cards().length >= 3);
  const runs = await eventually("more runs of everything", async () => {
    const { items } = await engine.store.runs.list({ checkId: "bad-json", limit: 20 });
    return items.length >= 8 ? items : undefined;
  });
  expect(runs.every(({ outcome }) => outcome.status === "down")).toBe(true);
  expect(cards()).toHaveLength(3);
  expect(cardOf("bad-status")?.text).toContain("500");
  expect(cardOf("bad-json")?.text).toContain("-1");
  expect(cardOf("slow")).toBeDefined();
  expect(cardOf("good")).toBeUndefined();
  expect(chat.calledTimes("login")).toBe(1);
});

test("an endpoint that is good again edits its card and replies in its thread; the others stay", async () => {
  const { id = "", text = "" } = cardOf("bad-json") ?? {};
  expect(text).toContain("Down");
  await switchTo("/test_status_ok_json_status_ng", "ok");
  const reply = await eventually("a reply in the thread", () =>
    chat.messages("alerts").find(({ tmid }) => tmid === id),
  );
  expect(reply.text).toMatch(/recovered|again|over/i);
  const card = chat.messages("alerts").find((message) => message.id === id);
  expect(card).toMatchObject({ edited: true, text: expect.stringContaining("Recovered") });
  expect(cards()).toHaveLength(3);
  expect(chat.calledTimes("login")).toBe(1);
  expect(log).toEqual([]);
});
