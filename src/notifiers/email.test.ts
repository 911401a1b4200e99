import { afterEach, describe, expect, it } from "vitest";
import { describeNotifier, optionProblems, type ServiceFailure } from "../../test/contracts/notifier.ts";
import { fakeDelivery, fakeSurroundings } from "../../test/support/fake-delivery.ts";
import { authority, certificates } from "../../test/support/certificates.ts";
import {
  startFakeSmtp,
  type FakeLetter,
  type FakeSmtp,
  type FakeSmtpOptions,
  type SmtpFailure,
} from "../../test/support/fake-smtp.ts";
import { createManualClock, type ManualClock } from "../../test/support/manual-clock.ts";
import { emailNotifier } from "./email.ts";

const failures: Readonly<Record<Exclude<ServiceFailure, "limited">, SmtpFailure>> = {
  refused: { at: "to", code: 550, words: "No such user here" },
  broken: { at: "data", code: 451, words: "Greylisted, try again later" },
  "lost-answer": { at: "after-data" },
  silent: { at: "hang" },
  unauthorized: { at: "auth", code: 535, words: "correct horse battery staple is wrong" },
};

const open = (fake: FakeSmtp, clock: ManualClock, options: object = {}) =>
  emailNotifier.open(
    {
      host: "127.0.0.1",
      port: fake.port,
      tls: "none",
      user: fake.user,
      password: fake.password,
      from: "Hinomi <hinomi@example.com>",
      to: "team@example.com",
      ...options,
    },
    fakeSurroundings(clock),
  );

const textOf = ({ mail }: FakeLetter): string => `${mail.subject}\n${mail.text}`;

describeNotifier("email", {
  start: async (clock) => {
    const fake = await startFakeSmtp();
    return {
      channel: open(fake, clock),
      fail: (failure) => fake.failNext(failures[failure === "limited" ? "broken" : failure]),
      seen: () => fake.letters().map((letter) => ({ text: textOf(letter), edited: false, inThread: false })),
      holding: fake.received,
      secrets: [fake.password, Buffer.from(fake.password).toString("base64")],
      stop: fake.stop,
    };
  },
  edits: false,
  idempotent: false,
  verifies: true,
});

describe("email", () => {
  const servers: FakeSmtp[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  const start = async (options: FakeSmtpOptions = {}) => {
    const fake = await startFakeSmtp(options);
    servers.push(fake);
    return { fake, clock: createManualClock() };
  };

  it("says who, to whom and that a machine wrote it, as an independent parser reads it", async () => {
    const { fake, clock } = await start();
    await open(fake, clock, { to: ["a@example.com", "B <b@example.com>"] }).deliver(
      fakeDelivery({ id: "5f0b" }),
    );
    const [letter] = fake.letters();
    expect(letter).toMatchObject({
      from: "hinomi@example.com",
      to: ["a@example.com", "b@example.com"],
      mail: {
        from: { address: "hinomi@example.com", name: "Hinomi" },
        subject: "🔴 Down: Orders API",
        messageId: "<5f0b@example.com>",
        date: "2026-11-22T03:01:10.000Z",
      },
    });
    expect(letter?.mail.headers).toContainEqual(
      expect.objectContaining({ key: "auto-submitted", value: "auto-generated" }),
    );
    expect(letter?.mail.text).toMatchInlineSnapshot(`
      "🔴 Down: Orders API
      Status was 500, expected 200. Since Sun 22 Nov 2026 12:01 (Asia/Tokyo).

      Measured: Latency 412 ms
      Target: POST https://api.example.com/health

      https://hinomi.example.com/incidents/orders.mh9k2

      "
    `);
    expect(letter?.mail.html).toMatchInlineSnapshot(`
      "<div style="font-family:sans-serif">
      <h2 style="font-size:18px">🔴 Down: Orders API</h2>
      <p>Status was 500, expected 200. Since Sun 22 Nov 2026 12:01 (Asia/Tokyo).</p>
      <table><tr><th align="left" valign="top" style="padding:2px 12px 2px 0">Measured</th><td>Latency 412 ms</td></tr><tr><th align="left" valign="top" style="padding:2px 12px 2px 0">Target</th><td>POST https://api.example.com/health</td></tr></table>
      <p><a href="https://hinomi.example.com/incidents/orders.mh9k2">Open the incident</a></p>
      </div>
      "
    `);
  });

  it("puts an incident's mails into one conversation", async () => {
    const { fake, clock } = await start();
    const channel = open(fake, clock);
    const first = await channel.deliver(fakeDelivery({ id: "one" }));
    const ref = first.kind === "delivered" ? first.ref : undefined;
    const second = await channel.deliver(fakeDelivery({ kind: "resolved", ref }));
    expect(second).toEqual({ kind: "delivered", ref: { messageId: "<one@example.com>" } });
    expect(fake.letters()[1]?.mail).toMatchObject({
      inReplyTo: "<one@example.com>",
      references: "<one@example.com>",
    });
    expect(fake.letters()[1]?.mail.text).toContain("✅ Recovered.");
  });

  it("repeats an attempt as the same mail", async () => {
    const { fake, clock } = await start();
    fake.failNext({ at: "after-data" });
    const channel = open(fake, clock);
    const delivery = fakeDelivery();
    await channel.deliver(delivery);
    await channel.deliver({ ...delivery, attempt: 2, uncertain: true });
    const [first, second] = fake.letters();
    expect(second?.mail.messageId).toBe(first?.mail.messageId);
  });

  it("escapes what a monitored name brings into HTML, and keeps it out of the headers", async () => {
    const { fake, clock } = await start();
    const title = '<img src=x onerror="alert(1)">\r\nBcc: evil@example.com';
    await open(fake, clock).deliver(fakeDelivery({ title }));
    const [letter] = fake.letters();
    expect(letter?.to).toEqual(["team@example.com"]);
    expect(letter?.mail.bcc).toBeUndefined();
    expect(letter?.mail.html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
    expect(letter?.mail.html).not.toContain("<img");
  });

  it("keeps trying while the account is locked for a moment, and stops at a wrong password", async () => {
    const { fake, clock } = await start();
    fake.failNext({ at: "auth", code: 454, words: "Temporary authentication failure" });
    const { signal } = new AbortController();
    expect((await open(fake, clock).deliver(fakeDelivery())).kind).toBe("failed");
    expect(await open(fake, clock, { password: "wrong-password" }).verify?.(signal)).toMatchObject({
      kind: "unauthorized",
      detail: expect.not.stringContaining("wrong-password"),
    });
  });

  it("does not fall back to plain text where STARTTLS is wanted", async () => {
    const { fake, clock } = await start();
    expect(await open(fake, clock, { tls: "starttls" }).deliver(fakeDelivery())).toMatchObject({
      kind: "failed",
    });
    expect(fake.letters()).toEqual([]);
  });

  it.each(["starttls", "implicit"] as const)("speaks TLS (%s) and verifies the server", async (tls) => {
    const { fake } = await start({ tls: { ...certificates.good(), implicit: tls === "implicit" } });
    const surroundings = fakeSurroundings(createManualClock(), { "ca.pem": authority().cert });
    const { user, password, port } = fake;
    const options = {
      host: "127.0.0.1",
      port,
      tls,
      user,
      password,
      from: "a@example.com",
      to: "b@example.com",
    };
    const trusting = emailNotifier.open({ ...options, ca: "ca.pem" }, surroundings);
    expect(await trusting.deliver(fakeDelivery())).toMatchObject({ kind: "delivered" });
    expect((await emailNotifier.open(options, surroundings).deliver(fakeDelivery())).kind).toBe("failed");
    expect(fake.letters()).toHaveLength(1);
  });

  it("fails, and may try again, when nobody listens", async () => {
    const { fake, clock } = await start();
    await fake.stop();
    servers.length = 0;
    expect((await open(fake, clock).deliver(fakeDelivery())).kind).toBe("failed");
  });

  it("tells which recipients were refused", async () => {
    const { fake, clock } = await start();
    fake.failNext({ at: "to", code: 550, words: "No such user" });
    expect(
      await open(fake, clock, { to: ["gone@example.com", "team@example.com"] }).deliver(fakeDelivery()),
    ).toMatchObject({
      kind: "delivered",
      detail: "refused for gone@example.com",
    });
  });

  it.each([
    [{ from: "no address" }, "from"],
    [{ to: [] }, "to"],
    [{ to: "a@b.example\r\nBcc: x@y.example" }, "to"],
    [{ user: "x" }, "user"],
    [{ tls: "maybe" }, "tls"],
  ])("refuses the options %j", (options, place) => {
    const good = { host: "mail.example.com", from: "a@example.com", to: "b@example.com" };
    expect(optionProblems(emailNotifier, { ...good, ...options }).join()).toMatch(new RegExp(`^${place}: `));
  });
});
