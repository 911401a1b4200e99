import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { App } from "../../src/app.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { runCli } from "../support/cli-process.ts";
import { startFakeWebhookReceiver } from "../support/fake-webhook-receiver.ts";

let folder: string;
let file: string;
let receiver: Awaited<ReturnType<typeof startFakeWebhookReceiver>>;

const write = (server = "") =>
  writeFileSync(
    file,
    `${server}
channels:
  team: { type: webhook, url: "${receiver.address}" }
  nobody: { type: webhook, url: "http://127.0.0.1:9/hook" }
checks:
  - { id: here, type: tcp, host: 127.0.0.1, port: 9, every: 1h, notify: [team, nobody] }
`,
  );

const notify = (channel: string, env: Record<string, string> = {}) =>
  runCli(["notify", "test", channel, "--config", file], { env });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-notify-"));
  file = join(folder, "hinomi.yaml");
  receiver = await startFakeWebhookReceiver();
  write();
});
afterAll(async () => {
  await receiver.stop();
  rmSync(folder, { recursive: true });
});

it("sends a test through the outbox and says that it arrived", async () => {
  expect(await notify("team")).toMatchObject({ code: 0, stdout: expect.stringContaining("team: delivered") });
  expect(receiver.messages()).toHaveLength(1);
});

it("says why a test did not arrive, and does not try it again later", async () => {
  const { code, stdout } = await notify("nobody");
  expect(code).toBe(1);
  expect(stdout).toContain("not delivered, connection refused by 127.0.0.1:9");
  expect(await notify("team")).toMatchObject({ code: 0 });
});

it("guesses the channel that was meant", async () => {
  const { code, stderr } = await notify("tem");
  expect(code).toBe(2);
  expect(stderr).toContain('did you mean "team"?');
});

it("leaves it to the server that has the store, which wants a token", { timeout: 60_000 }, async () => {
  write("server: { port: 0 }");
  const app = await App.start({ file, env: {}, clock: systemClock, log: () => {} });
  try {
    expect((await notify("team")).stderr).toContain("in use by another Hinomi");
    write(`server: { port: ${new URL(app.url).port} }`);
    const token = "hin_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
    const hash = createHash("sha256").update(token).digest("hex");
    await app.lookout.store.accounts.saveToken({ id: "t", name: "cli", hash, createdAt: 0 });
    expect(await notify("team", { HINOMI_TOKEN: token })).toMatchObject({ code: 0 });
    const refused = await notify("team", { HINOMI_TOKEN: "hin_wrong" });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("401") });
    expect(refused.stderr).not.toContain("hin_wrong");
  } finally {
    await app.stop();
  }
});
