import type { KnownBlock } from "@slack/web-api";
import { afterEach, describe, expect, it } from "vitest";
import type { Channel } from "../core/notifier.ts";
import { describeNotifier, optionProblems, type ServiceFailure } from "../../test/contracts/notifier.ts";
import { fakeDelivery, fakeSurroundings } from "../../test/support/fake-delivery.ts";
import { startFakeSlack, type FakeSlack, type SlackFailure } from "../../test/support/fake-slack.ts";
import { createManualClock, type ManualClock } from "../../test/support/manual-clock.ts";
import { slackNotifier } from "./slack.ts";
import { slackCard } from "./slack/content.ts";

type Access = "token" | "webhook";

const optionsFor = (fake: FakeSlack, access: Access): Record<string, unknown> =>
  access === "token" ? { url: fake.apiUrl, token: fake.token, to: "#alerts" } : { webhook: fake.webhookUrl };

const failuresOf: Readonly<Record<Access, Readonly<Record<ServiceFailure, SlackFailure>>>> = {
  token: {
    limited: "rate-limited",
    refused: "channel-archived",
    broken: "server-error",
    "lost-answer": "reset-after",
    silent: "hang",
    unauthorized: "token-revoked",
  },
  webhook: {
    limited: "webhook-rate-limited",
    refused: "invalid-payload",
    broken: "server-error",
    "lost-answer": "reset-after",
    silent: "hang",
    unauthorized: "no-service",
  },
};

/** The blocks as the vendor's types describe them. */
const sectionText = (blocks: readonly unknown[]): string => {
  const [block] = blocks as readonly KnownBlock[];
  return block?.type === "section" ? (block.text?.text ?? "") : "";
};

const started = async (clock: ManualClock, access: Access) => {
  const fake = await startFakeSlack();
  const channel = slackNotifier.open(optionsFor(fake, access), fakeSurroundings(clock));
  return {
    channel,
    fail: (failure: ServiceFailure) => fake.failNext(failuresOf[access][failure]),
    seen: () =>
      fake.messages().map(({ text, blocks, edited, thread }) => ({
        text: `${text}\n${sectionText(blocks)}`,
        edited,
        inThread: thread !== undefined,
      })),
    holding: () => fake.called(""),
    secrets: [fake.token, fake.webhookUrl, new URL(fake.webhookUrl).pathname],
    stop: fake.stop,
  };
};

describeNotifier("slack by token", {
  start: (clock) => started(clock, "token"),
  edits: true,
  idempotent: false,
  verifies: true,
  limitedMs: 30_000,
  mentions: /@(all|here)|<!|<@/,
});

describeNotifier("slack by webhook", {
  start: (clock) => started(clock, "webhook"),
  edits: false,
  idempotent: false,
  verifies: false,
  limitedMs: 1000,
  mentions: /@(all|here)|<!|<@/,
});

describe("slack", () => {
  const open: FakeSlack[] = [];

  afterEach(async () => {
    for (const fake of open.splice(0)) await fake.stop();
  });

  const start = async (options: object = {}) => {
    const fake = await startFakeSlack();
    open.push(fake);
    const channel = slackNotifier.open(
      { ...optionsFor(fake, "token"), ...options },
      fakeSurroundings(createManualClock()),
    );
    return { fake, channel };
  };

  const refOf = (result: Awaited<ReturnType<Channel["deliver"]>>) =>
    result.kind === "delivered" ? result.ref : undefined;

  it("edits by the channel's id, not by its name", async () => {
    const { fake, channel } = await start();
    expect(refOf(await channel.deliver(fakeDelivery()))).toEqual({
      channel: "C000000000",
      ts: fake.messages()[0]?.ts,
    });
  });

  it("posts a new card when somebody has deleted the old one", async () => {
    const { fake, channel } = await start();
    const ref = refOf(await channel.deliver(fakeDelivery()));
    fake.failNext("message-not-found", { path: "chat.update" });
    const second = await channel.deliver(fakeDelivery({ kind: "resolved", ref }));
    expect(refOf(second)?.["ts"]).toBe(fake.messages()[1]?.ts);
    expect(fake.messages()[1]?.thread).toBeUndefined();
  });

  it("tells the thread when the card may not be edited any more", async () => {
    const { fake, channel } = await start();
    const ref = refOf(await channel.deliver(fakeDelivery()));
    fake.failNext("edit-window-closed");
    expect(await channel.deliver(fakeDelivery({ kind: "resolved", ref }))).toMatchObject({
      kind: "delivered",
      ref,
    });
    expect(fake.messages()[1]?.thread).toBe(ref?.["ts"]);
  });

  it("does not take an answer with 200 for a delivery", async () => {
    const { channel } = await start({ to: "#nowhere" });
    expect(await channel.deliver(fakeDelivery())).toMatchObject({
      kind: "rejected",
      detail: "Slack answered 200: channel_not_found",
      remedy: "check the option to, and invite the bot into a private channel",
    });
  });

  it("knows that a fatal error may have posted the message", async () => {
    const { fake, channel } = await start();
    fake.failNext("fatal-error");
    expect((await channel.deliver(fakeDelivery())).kind).toBe("uncertain");
  });

  it("says that a page is not Slack's answer", async () => {
    const { fake, channel } = await start();
    fake.failNext("html");
    expect(await channel.deliver(fakeDelivery())).toMatchObject({
      kind: "rejected",
      detail: "the answer (200) is not Slack's",
    });
  });

  it("does not repeat what a webhook took with an unusual answer, except for a page", async () => {
    const { fake } = await start();
    const channel = slackNotifier.open(optionsFor(fake, "webhook"), fakeSurroundings(createManualClock()));
    fake.failNext("odd");
    expect((await channel.deliver(fakeDelivery())).kind).toBe("delivered");
    fake.failNext("html");
    expect((await channel.deliver(fakeDelivery())).kind).toBe("rejected");
  });

  it("says who it is when asked", async () => {
    const { channel } = await start();
    const bad = await start({ token: "xoxb-wrong" });
    const { signal } = new AbortController();
    expect(await channel.verify?.(signal)).toMatchObject({ detail: "signed in as hinomi of Example" });
    expect(await bad.channel.verify?.(signal)).toMatchObject({ kind: "unauthorized" });
  });

  it("calls someone only when a problem begins, gets worse or is told again", async () => {
    const { fake, channel } = await start({ mention: "<!here>" });
    const ref = refOf(await channel.deliver(fakeDelivery()));
    await channel.deliver(fakeDelivery({ kind: "reminder", ref }));
    await channel.deliver(fakeDelivery({ kind: "resolved", ref }));
    const notes = fake.messages().slice(1);
    expect(notes.map(({ text }) => text.startsWith("<!here> "))).toEqual([true, false]);
  });

  it("keeps within a section's limit, however long the card", () => {
    const { card } = fakeDelivery();
    const fields = Array.from({ length: 21 }, () => ({ label: "<".repeat(80), value: "&".repeat(400) }));
    const text = sectionText(slackCard({ ...card, fields, summary: ">".repeat(900) }, "<!here>").blocks);
    expect(text.length).toBeLessThanOrEqual(3000);
    expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
  });

  it.each([
    [{}, ["token: give token and to, or webhook"]],
    [{ token: "xoxb-1" }, ["to: is needed with token: #channel or a channel's id"]],
    [
      { webhook: "https://hooks.slack.com/services/T/B/x", to: "#a" },
      ["to: a webhook has a channel of its own: remove to, or use a token"],
    ],
    [
      { token: "xoxb-1", to: "#a", mention: "@here" },
      ["mention: must be <!here>, <!channel>, <@U…> or <!subteam^S…>"],
    ],
  ] as const)("says what is wrong with the options %j", (options, problems) => {
    expect(optionProblems(slackNotifier, options)).toEqual(problems);
  });
});
