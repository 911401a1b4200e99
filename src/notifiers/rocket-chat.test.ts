import { afterEach, describe, expect, it } from "vitest";
import type { Channel } from "../core/notifier.ts";
import { describeNotifier, optionProblems, type ServiceFailure } from "../../test/contracts/notifier.ts";
import { fakeDelivery, fakeSurroundings } from "../../test/support/fake-delivery.ts";
import {
  startFakeRocketChat,
  type FakeRocketChat,
  type FakeRocketChatOptions,
  type RocketChatFailure,
} from "../../test/support/fake-rocket-chat.ts";
import { createManualClock, type ManualClock } from "../../test/support/manual-clock.ts";
import { rocketChatNotifier } from "./rocket-chat.ts";

type Access = "password" | "token" | "webhook";

const optionsFor = (fake: FakeRocketChat, access: Access): Record<string, unknown> => {
  const { url, user, password, userId, token, webhookUrl } = fake;
  const account = { url, to: "#alerts" };
  if (access === "password") return { ...account, user, password };
  return access === "token" ? { ...account, userId, token } : { webhook: webhookUrl };
};

const posting = (access: Access): string => (access === "webhook" ? "" : "chat.sendMessage");

const started = async (clock: ManualClock, access: Access, options: FakeRocketChatOptions = {}) => {
  const fake = await startFakeRocketChat({ now: () => clock.now(), ...options });
  const channel = rocketChatNotifier.open(optionsFor(fake, access), fakeSurroundings(clock));
  const names: Readonly<Record<Exclude<ServiceFailure, "refused" | "unauthorized">, RocketChatFailure>> = {
    limited: "rate-limited",
    broken: "server-error",
    "lost-answer": "reset-after",
    silent: "hang",
  };
  const fail = (failure: ServiceFailure) => {
    const path = posting(access);
    if (failure === "refused" || failure === "unauthorized") fake.failNext(failure, { path, times: 2 });
    else fake.failNext(names[failure], { path });
  };
  return {
    channel,
    fake,
    fail,
    seen: () =>
      fake
        .messages("alerts")
        .map(({ text, edited, tmid }) => ({ text, edited, inThread: tmid !== undefined })),
    holding: () => fake.called(access === "webhook" ? fake.webhookUrl.slice(-8) : "chat.sendMessage"),
    secrets: [fake.password, fake.token, fake.webhookUrl, new URL(fake.webhookUrl).pathname],
    stop: fake.stop,
  };
};

for (const access of ["password", "token", "webhook"] as const) {
  const hasAccount = access !== "webhook";
  describeNotifier(`rocket-chat by ${access}`, {
    start: (clock) => started(clock, access),
    edits: hasAccount,
    idempotent: hasAccount,
    verifies: hasAccount,
    limitedMs: 42_000,
    mentions: /@(all|here)|\]\(https:\/\/evil/,
  });
}

for (const mode of ["lenient", "nine"] as const)
  describeNotifier(`rocket-chat in its ${mode} versions`, {
    start: (clock) => started(clock, "password", { mode }),
    edits: true,
    idempotent: true,
    verifies: true,
    limitedMs: 42_000,
  });

describe("rocket-chat", () => {
  const open: { readonly channel: Channel; readonly stop: () => Promise<void> }[] = [];

  afterEach(async () => {
    for (const { channel, stop } of open.splice(0)) {
      await channel.close?.();
      await stop();
    }
  });

  const start = async (
    input: {
      readonly access?: Access;
      readonly fake?: FakeRocketChatOptions;
      readonly options?: object;
    } = {},
  ) => {
    const clock = createManualClock();
    const fake = await startFakeRocketChat({ now: () => clock.now(), ...input.fake });
    const options = { ...optionsFor(fake, input.access ?? "password"), ...input.options };
    const channel = rocketChatNotifier.open(options, fakeSurroundings(clock));
    open.push({ channel, stop: fake.stop });
    return { fake, channel, clock };
  };

  const refOf = (result: Awaited<ReturnType<Channel["deliver"]>>) =>
    result.kind === "delivered" ? result.ref : undefined;

  it("logs in once for many messages at once and out at the end", async () => {
    const { fake, channel } = await start();
    await Promise.all(Array.from({ length: 5 }, () => channel.deliver(fakeDelivery())));
    await channel.deliver(fakeDelivery());
    expect(fake.calledTimes("login")).toBe(1);
    expect(fake.messages("alerts")).toHaveLength(6);
    await channel.close?.();
    expect(fake.calledTimes("logout")).toBe(1);
    expect(fake.calls.at(-1)?.path).toBe("/api/v1/logout");
  });

  it("logs in again once when its token has expired", async () => {
    const { fake, channel } = await start();
    await channel.deliver(fakeDelivery());
    fake.expireTokens();
    const results = await Promise.all([channel.deliver(fakeDelivery()), channel.deliver(fakeDelivery())]);
    expect(results.map(({ kind }) => kind)).toEqual(["delivered", "delivered"]);
    expect(fake.calledTimes("login")).toBe(2);
  });

  it("does not log in a second time within an attempt when the new token is refused too", async () => {
    const { fake, channel } = await start();
    fake.failNext("unauthorized", { path: "chat.sendMessage", times: 9 });
    expect((await channel.deliver(fakeDelivery())).kind).toBe("unauthorized");
    expect(fake.calledTimes("login")).toBe(2);
  });

  it("asks a wrong password once and names the remedy", async () => {
    const { fake, channel } = await start({ options: { password: "wrong" } });
    expect(await channel.deliver(fakeDelivery())).toMatchObject({
      kind: "unauthorized",
      remedy: expect.stringContaining("personal access token"),
    });
    expect(fake.calls.map(({ path }) => path)).toEqual(["/api/v1/login"]);
  });

  it.each([
    ["two-factor", "strict", /two-factor authentication is on: create a personal access token/],
    ["two-factor", "nine", /with two-factor authentication only a personal access token works/],
    ["locked-out", "strict", /too many failed log-ins/],
  ] as const)("explains a log-in that is %s (%s)", async (login, mode, remedy) => {
    const { fake, channel } = await start({ fake: { login, mode } });
    const { signal } = new AbortController();
    for (const result of [await channel.deliver(fakeDelivery()), await channel.verify?.(signal)])
      expect(result).toMatchObject({ kind: "unauthorized", remedy: expect.stringMatching(remedy) });
    expect(fake.calledTimes("login")).toBe(2);
  });

  it("says that an address is not Rocket.Chat's when it answers with a page", async () => {
    const { fake, channel } = await start();
    fake.failNext("html", { path: "login" });
    expect(await channel.deliver(fakeDelivery())).toMatchObject({
      kind: "rejected",
      remedy: expect.stringContaining("check the option url"),
    });
  });

  it("posts to a person and to a room id", async () => {
    const { fake, channel } = await start({ options: { to: "@hanako" } });
    await channel.deliver(fakeDelivery());
    expect(fake.messages("@hanako")).toHaveLength(1);
    const byId = await start({ options: { to: "rid-general" } });
    await byId.channel.deliver(fakeDelivery());
    expect(byId.fake.messages("general")).toHaveLength(1);
  });

  it("asks for the room once", async () => {
    const { fake, channel } = await start();
    await channel.deliver(fakeDelivery());
    await channel.deliver(fakeDelivery());
    expect(fake.calledTimes("rooms.info")).toBe(1);
  });

  it("lets the server find a room that cannot be looked up", async () => {
    const { fake, channel } = await start({ access: "token" });
    fake.failNext("refused", { path: "rooms.info" });
    const first = await channel.deliver(fakeDelivery());
    expect(refOf(first)).toMatchObject({ roomId: "rid-alerts" });
    expect(fake.calledTimes("chat.postMessage")).toBe(1);
    await channel.deliver(fakeDelivery({ kind: "resolved", ref: refOf(first) }));
    expect(fake.messages("alerts").map(({ edited }) => edited)).toEqual([true, false]);
  });

  it("names the room when it does not exist", async () => {
    const { channel } = await start({ options: { to: "#nowhere" } });
    expect(await channel.deliver(fakeDelivery())).toMatchObject({
      kind: "rejected",
      remedy: expect.stringContaining("check the option to"),
    });
  });

  it("asks to be let in where it may not write, in old versions and new", async () => {
    for (const mode of ["strict", "nine"] as const) {
      const { channel } = await start({ fake: { mode }, options: { to: "#readonly" } });
      expect(await channel.deliver(fakeDelivery())).toMatchObject({
        kind: "rejected",
        remedy: "let the account write in the room",
      });
    }
  });

  it("explains that an alias needs the role bot, and shows it when allowed", async () => {
    const refused = await start({ fake: { roles: ["user"] }, options: { alias: "Hinomi" } });
    expect(await refused.channel.deliver(fakeDelivery())).toMatchObject({
      kind: "rejected",
      remedy: expect.stringContaining("role bot"),
    });
    const allowed = await start({ options: { alias: "Hinomi", emoji: ":fire:" } });
    await allowed.channel.deliver(fakeDelivery());
    expect(allowed.fake.messages()[0]?.alias).toBe("Hinomi");
  });

  it("tells the thread when the card may not be edited", async () => {
    const { fake, channel } = await start({ fake: { editing: false } });
    const ref = refOf(await channel.deliver(fakeDelivery()));
    const second = await channel.deliver(fakeDelivery({ kind: "resolved", ref }));
    expect(second).toMatchObject({ kind: "delivered", ref, detail: expect.stringContaining("not edited") });
    expect(fake.messages("alerts").map(({ tmid }) => tmid)).toEqual([undefined, ref?.["messageId"]]);
  });

  it("tells the room where threads are switched off", async () => {
    const { fake, channel } = await start({ fake: { threads: false } });
    const ref = refOf(await channel.deliver(fakeDelivery()));
    expect(await channel.deliver(fakeDelivery({ kind: "resolved", ref }))).toMatchObject({
      kind: "delivered",
      ref,
    });
    expect(fake.messages("alerts").map(({ tmid, edited }) => [tmid, edited])).toEqual([
      [undefined, true],
      [undefined, false],
    ]);
  });

  it("posts a new card when somebody has deleted the old one", async () => {
    const { fake, channel } = await start();
    const ref = refOf(await channel.deliver(fakeDelivery()));
    fake.deleteMessage(ref?.["messageId"] ?? "");
    const second = await channel.deliver(fakeDelivery({ kind: "resolved", ref }));
    expect(refOf(second)).not.toEqual(ref);
    expect(fake.messages("alerts").map(({ id }) => id)).toEqual([refOf(second)?.["messageId"]]);
  });

  it("makes no duplicate when every other answer is lost", async () => {
    const { fake, channel } = await start({ fake: { dropReplies: { probability: 0.5, seed: 7 } } });
    for (let incident = 0; incident < 20; incident++) {
      let ref: ReturnType<typeof refOf>;
      for (const kind of ["firing", "reminder", "resolved"] as const) {
        let delivery = fakeDelivery({ kind, ref, title: `check ${incident}` });
        let result = await channel.deliver(delivery);
        while (result.kind !== "delivered") {
          expect(result.kind).toBe("uncertain");
          delivery = { ...delivery, attempt: delivery.attempt + 1, uncertain: true };
          result = await channel.deliver(delivery);
        }
        ref = refOf(result);
      }
    }
    const cards = fake.messages("alerts").filter(({ tmid }) => tmid === undefined);
    expect(cards).toHaveLength(20);
    expect(fake.messages("alerts")).toHaveLength(60);
    expect(cards.every(({ text }) => text.includes("Recovered"))).toBe(true);
    expect(fake.calledTimes("login")).toBe(1);
  });

  it("calls someone only when a problem begins, gets worse or is told again", async () => {
    const { fake, channel } = await start({ options: { mention: "@here" } });
    const ref = refOf(await channel.deliver(fakeDelivery()));
    await channel.deliver(fakeDelivery({ kind: "acknowledged", ref }));
    await channel.deliver(fakeDelivery({ kind: "escalated", ref }));
    await channel.deliver(fakeDelivery({ kind: "resolved", ref }));
    const notes = fake.messages("alerts").slice(1);
    expect(fake.messages("alerts")[0]?.history[0]).toMatch(/^@here /);
    expect(notes.map(({ text }) => text.startsWith("@here "))).toEqual([false, true, false]);
  });

  it("warns when the account lacks the role bot", async () => {
    const { channel } = await start({ fake: { roles: ["user"] } });
    const { signal } = new AbortController();
    expect(await channel.verify?.(signal)).toMatchObject({
      kind: "delivered",
      detail: "signed in as hinomi; without the role bot the server limits it to 10 calls a minute",
    });
  });

  it("takes a webhook that stays unavailable for a disabled one", async () => {
    const { channel } = await start({ access: "webhook", fake: { webhookEnabled: false } });
    expect((await channel.deliver(fakeDelivery())).kind).toBe("failed");
    expect(await channel.deliver(fakeDelivery({ attempt: 3 }))).toMatchObject({
      kind: "rejected",
      remedy: expect.stringContaining("enable the integration"),
    });
  });

  it("does not repeat what a webhook took with an unusual answer, except for a page", async () => {
    const { fake, channel } = await start({ access: "webhook" });
    fake.failNext("odd");
    expect((await channel.deliver(fakeDelivery())).kind).toBe("delivered");
    fake.failNext("html");
    expect((await channel.deliver(fakeDelivery())).kind).toBe("rejected");
  });

  it("opens the circuit for a webhook that nobody knows", async () => {
    const { fake } = await start({ access: "webhook" });
    const { channel } = await start({ access: "webhook", options: { webhook: `${fake.webhookUrl}x` } });
    expect(await channel.deliver(fakeDelivery())).toMatchObject({ kind: "unauthorized" });
  });

  it("cuts a card that is longer than the server takes", async () => {
    const { fake, channel } = await start();
    const delivery = fakeDelivery();
    const fields = Array.from({ length: 21 }, () => ({ label: "x".repeat(80), value: "y".repeat(400) }));
    await channel.deliver({ ...delivery, card: { ...delivery.card, fields } });
    expect(fake.messages("alerts")[0]?.text).toContain("[Open the incident](https://hinomi.example.com");
  });
});

describe("the options of rocket-chat", () => {
  const account = { url: "https://chat.example.com", user: "hinomi", password: "secret", to: "#alerts" };
  const webhook = "https://chat.example.com/hooks/a/b";

  it("take an account, a token or a webhook", () => {
    const { user: _, password: __, ...rest } = account;
    for (const options of [account, { ...rest, userId: "u", token: "t" }, { webhook }, { webhook, to: "#a" }])
      expect(optionProblems(rocketChatNotifier, options)).toEqual([]);
  });

  it.each([
    [
      {},
      [
        "user: give user and password, or userId and token, or webhook",
        "url: is needed: the server's base address",
        "to: is needed: #channel, @user or a room id",
      ],
    ],
    [{ ...account, password: undefined }, ["user: needs password beside it"]],
    [
      { ...account, userId: "u", token: "t" },
      ["token: give either user and password or userId and token, not both"],
    ],
    [{ ...account, webhook }, ["webhook: give either a webhook or url with an account, not both"]],
    [{ ...account, to: undefined }, ["to: is needed: #channel, @user or a room id"]],
    [{ ...account, mention: "all" }, ["mention: must be @all, @here or @ and a user name"]],
  ] as const)("say what is wrong with %j", (options, problems) => {
    expect(optionProblems(rocketChatNotifier, options)).toEqual(problems);
  });

  it("refuse a private authority's file that is missing", () => {
    const open = () =>
      rocketChatNotifier.open({ ...account, ca: "ca.pem" }, fakeSurroundings(createManualClock()));
    expect(open).toThrow("cannot read ca.pem");
  });
});
