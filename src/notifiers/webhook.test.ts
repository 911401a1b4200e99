import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { describeNotifier, optionProblems, type ServiceFailure } from "../../test/contracts/notifier.ts";
import { fakeDelivery, fakeSurroundings } from "../../test/support/fake-delivery.ts";
import { authority, certificates } from "../../test/support/certificates.ts";
import type { FakeFailure } from "../../test/support/fake-http.ts";
import {
  startFakeWebhookReceiver,
  type FakeWebhookReceiver,
} from "../../test/support/fake-webhook-receiver.ts";
import { createManualClock, type ManualClock } from "../../test/support/manual-clock.ts";
import { webhookNotifier } from "./webhook.ts";

const secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
const bearer = "canary-bearer-token";

const answers = (status: number, headers: Record<string, string> = {}): FakeFailure => ({
  kind: "answer",
  answer: { status, headers, body: `echo of ${secret} and ${bearer}` },
});

const failures: Readonly<Record<ServiceFailure, FakeFailure>> = {
  limited: answers(429, { "retry-after": "20" }),
  refused: answers(422),
  broken: answers(503),
  "lost-answer": { kind: "reset", when: "after" },
  silent: { kind: "hang" },
  unauthorized: answers(401),
};

const open = (fake: FakeWebhookReceiver, clock: ManualClock, options: object = {}) =>
  webhookNotifier.open({ url: fake.address, secret, ...options }, fakeSurroundings(clock));

describeNotifier("webhook", {
  start: async (clock) => {
    const fake = await startFakeWebhookReceiver({ path: "/receive/9f8e7d6c5b4a39281706" });
    return {
      channel: open(fake, clock, { headers: { authorization: `Bearer ${bearer}` } }),
      fail: (failure) => fake.failNext(failures[failure]),
      seen: () => fake.messages().map(({ text }) => ({ text, edited: false, inThread: false })),
      holding: () => fake.called("/receive/9f8e7d6c5b4a39281706"),
      secrets: [secret, bearer, fake.address, "9f8e7d6c5b4a39281706"],
      stop: fake.stop,
    };
  },
  edits: false,
  idempotent: true,
  verifies: false,
  limitedMs: 20_000,
});

describe("webhook", () => {
  const receivers: FakeWebhookReceiver[] = [];

  afterEach(async () => {
    for (const receiver of receivers.splice(0)) await receiver.stop();
  });

  const start = async () => {
    const fake = await startFakeWebhookReceiver();
    receivers.push(fake);
    return { fake, clock: createManualClock(Date.now()) };
  };

  const signatureHeaders = (fake: FakeWebhookReceiver) => {
    const headers = fake.calls[0]?.headers ?? {};
    return {
      "webhook-id": String(headers["webhook-id"]),
      "webhook-timestamp": String(headers["webhook-timestamp"]),
      "webhook-signature": String(headers["webhook-signature"]),
    };
  };

  it("signs so that the Standard Webhooks library accepts it and notices tampering", async () => {
    const { fake, clock } = await start();
    await open(fake, clock).deliver(fakeDelivery({ id: "5f0b" }));
    const headers = signatureHeaders(fake);
    const text = fake.calls[0]?.text ?? "";
    const library = new Webhook(secret);
    expect(headers["webhook-id"]).toBe("5f0b");
    expect(library.verify(text, headers)).toMatchObject({ type: "incident.firing" });
    expect(() => library.verify(text.replace("500", "200"), headers)).toThrow("No matching signature");
    expect(() => library.verify(text, { ...headers, "webhook-id": "other" })).toThrow(
      "No matching signature",
    );
    const stranger = new Webhook(`whsec_${randomBytes(32).toString("base64")}`);
    expect(() => stranger.verify(text, headers)).toThrow("No matching signature");
  });

  it("sends the facts with times in ISO 8601", async () => {
    const { fake, clock } = await start();
    await open(fake, clock).deliver(fakeDelivery({ kind: "resolved", id: "5f0b" }));
    expect(fake.messages()[0]?.body).toMatchInlineSnapshot(`
      {
        "data": {
          "channel": "team",
          "id": "5f0b",
          "incidents": [
            {
              "check": {
                "id": "orders",
                "target": "POST https://api.example.com/health",
                "title": "Orders API",
              },
              "closedAt": "2026-11-22T03:09:00.000Z",
              "closedBecause": "recovered",
              "confirmedAt": "2026-11-22T03:01:10.000Z",
              "flapping": false,
              "id": "orders.mh9k2",
              "judgements": [
                {
                  "actual": "500",
                  "expected": "200",
                  "reason": {
                    "code": "status-mismatch",
                    "detail": "status 500 is not 200",
                  },
                  "status": "down",
                  "subject": "status",
                },
              ],
              "link": "https://hinomi.example.com/incidents/orders.mh9k2",
              "openedAt": "2026-11-22T03:01:00.000Z",
              "readings": [
                {
                  "name": "latency",
                  "unit": "ms",
                  "value": 412,
                },
              ],
              "reason": {
                "code": "status-mismatch",
                "detail": "status 500 is not 200",
              },
              "severity": "down",
              "worst": "down",
            },
          ],
          "message": {
            "headline": "✅ Recovered: Orders API",
            "note": "✅ Recovered. Was down Sun 22 Nov 2026 12:01 to 12:09 (8 min, Asia/Tokyo).",
            "summary": "Was down Sun 22 Nov 2026 12:01 to 12:09 (8 min, Asia/Tokyo). Status was 500, expected 200.",
          },
          "sequence": 1,
          "severity": "none",
          "state": "recovered",
        },
        "timestamp": "2026-11-22T03:01:10.000Z",
        "type": "incident.resolved",
      }
    `);
  });

  it("sends a test without incidents", async () => {
    const { fake, clock } = await start();
    await open(fake, clock).deliver(fakeDelivery({ kind: "test" }));
    expect(fake.messages()[0]?.body).toMatchObject({ type: "test", data: { incidents: [] } });
  });

  it("does not sign without a secret", async () => {
    const { fake, clock } = await start();
    await webhookNotifier.open({ url: fake.address }, fakeSurroundings(clock)).deliver(fakeDelivery());
    expect(fake.calls[0]?.headers).not.toHaveProperty("webhook-signature");
    expect(fake.calls[0]?.headers).toHaveProperty("webhook-id");
  });

  it("trusts a private authority that is named, and says how to name it", async () => {
    const fake = await startFakeWebhookReceiver({ tls: certificates.good() });
    receivers.push(fake);
    const surroundings = fakeSurroundings(createManualClock(), { "ca.pem": authority().cert });
    const trusting = webhookNotifier.open({ url: fake.address, ca: "ca.pem" }, surroundings);
    expect(await trusting.deliver(fakeDelivery())).toMatchObject({ kind: "delivered" });
    expect(
      await webhookNotifier.open({ url: fake.address }, surroundings).deliver(fakeDelivery()),
    ).toMatchObject({
      kind: "failed",
      detail: expect.stringContaining("name your authority's certificate in the option ca"),
    });
  });

  it("goes through the proxy of the environment", async () => {
    const { fake: proxy, clock } = await start();
    const surroundings = { ...fakeSurroundings(clock), env: { HTTP_PROXY: proxy.url } };
    const channel = webhookNotifier.open({ url: "http://receiver.example/in" }, surroundings);
    expect(await channel.deliver(fakeDelivery())).toMatchObject({ kind: "delivered" });
    expect(proxy.calls[0]?.headers.host).toBe("receiver.example");
  });

  it("shows the receiver without its path", async () => {
    const { fake, clock } = await start();
    fake.failNext(answers(418));
    const result = await open(fake, clock).deliver(fakeDelivery());
    expect(result).toEqual({ kind: "rejected", detail: `${fake.url}/…#eive answered 418` });
  });

  it.each([
    [{}, "url"],
    [{ url: "ftp://x" }, "url"],
    [{ url: "https://x.example", secret: "whsec_c2hvcnQ=" }, "secret"],
    [{ url: "https://x.example", secret: "plain" }, "secret"],
    [{ url: "https://x.example", headers: { "webhook-id": "1" } }, "headers"],
    [{ url: "https://x.example", headers: { "x-a": "two\r\nlines" } }, "headers"],
    [{ url: "https://x.example", colour: "red" }, ""],
  ])("refuses the options %j", (options, place) => {
    expect(optionProblems(webhookNotifier, options).join()).toMatch(new RegExp(`^${place}: `));
  });
});
