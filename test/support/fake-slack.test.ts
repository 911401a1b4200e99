import { LogLevel, WebClient } from "@slack/web-api";
import { IncomingWebhook } from "@slack/webhook";
import { afterEach, describe, expect, it } from "vitest";
import { startFakeSlack, type FakeSlack } from "./fake-slack.ts";

const fakes: FakeSlack[] = [];

const start = async (): Promise<FakeSlack> => {
  const fake = await startFakeSlack();
  fakes.push(fake);
  return fake;
};

const vendorClient = ({ apiUrl }: FakeSlack, token: string): WebClient =>
  new WebClient(token, {
    slackApiUrl: `${apiUrl}/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });

afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.stop();
});

describe("Slack's own client against the fake", () => {
  it("asks who it is, posts, edits and threads", async () => {
    const fake = await start();
    const client = vendorClient(fake, fake.token);
    expect(await client.auth.test()).toMatchObject({ ok: true, user: "hinomi" });
    const { channel = "", ts = "" } = await client.chat.postMessage({
      channel: "#alerts",
      text: "hello",
      blocks: [{ type: "section", text: { type: "mrkdwn", text: "*hello*" } }],
    });
    await client.chat.update({ channel, ts, text: "edited" });
    await client.chat.postMessage({ channel, thread_ts: ts, text: "in thread" });
    expect(fake.messages().map(({ text, edited, thread }) => [text, edited, thread])).toEqual([
      ["edited", true, undefined],
      ["in thread", false, ts],
    ]);
  });

  it("understands the refusals", async () => {
    const fake = await start();
    const client = vendorClient(fake, fake.token);
    const errorOf = (call: Promise<unknown>) =>
      call.catch((error: { data?: { error?: string } }) => error.data?.error);
    expect(await errorOf(vendorClient(fake, "xoxb-wrong").auth.test())).toBe("invalid_auth");
    expect(await errorOf(client.chat.postMessage({ channel: "#nowhere", text: "x" }))).toBe(
      "channel_not_found",
    );
    const text = "x".repeat(3001);
    const blocks = [{ type: "section" as const, text: { type: "mrkdwn" as const, text } }];
    expect(await errorOf(client.chat.postMessage({ channel: "#alerts", text: "x", blocks }))).toBe(
      "invalid_blocks",
    );
  });

  it("understands the limit", async () => {
    const fake = await start();
    fake.failNext("rate-limited");
    const call = vendorClient(fake, fake.token).auth.test();
    await expect(call).rejects.toMatchObject({ code: "slack_webapi_rate_limited_error", retryAfter: 30 });
  });
});

describe("Slack's own webhook client against the fake", () => {
  it("posts", async () => {
    const fake = await start();
    expect(await new IncomingWebhook(fake.webhookUrl).send({ text: "hello" })).toEqual({ text: "ok" });
    expect(fake.messages()).toMatchObject([{ text: "hello", channel: "C000000000" }]);
  });

  it("is refused with a wrong address", async () => {
    const fake = await start();
    await expect(new IncomingWebhook(`${fake.webhookUrl}x`).send("hello")).rejects.toThrow("403");
  });
});
