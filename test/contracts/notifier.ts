import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Channel, DeliveryResult, Notifier } from "../../src/core/notifier.ts";
import { fakeDelivery } from "../support/fake-delivery.ts";
import { createManualClock, type ManualClock } from "../support/manual-clock.ts";

/** What a service can do to an attempt. */
export type ServiceFailure = "limited" | "refused" | "broken" | "lost-answer" | "silent" | "unauthorized";

/** A message as the service's readers see it. */
interface SeenMessage {
  readonly text: string;
  readonly edited: boolean;
  readonly inThread: boolean;
}

/** A notifier under test with the service that it speaks to. */
interface NotifierSubject {
  readonly channel: Channel;
  /** The next attempt meets this. */
  readonly fail: (failure: ServiceFailure) => void;
  /** In the order of posting. */
  readonly seen: () => readonly SeenMessage[];
  /** Resolves when the service has the message and keeps silent. */
  readonly holding: () => Promise<unknown>;
  /** Whatever must never turn up in a result. */
  readonly secrets: readonly string[];
  readonly stop: () => Promise<void>;
}

export interface NotifierPromises {
  readonly start: (clock: ManualClock) => Promise<NotifierSubject>;
  /** Edits the card in place and tells the change in its thread. Otherwise each change is a message. */
  readonly edits: boolean;
  readonly idempotent: boolean;
  /** What the service's hint amounts to; absent where a service has no such answer. */
  readonly limitedMs?: number;
  /** The service has a call that tells whether the credential works. */
  readonly verifies: boolean;
  /** What would call someone, where the service's text can. */
  readonly mentions?: RegExp;
}

const failures: readonly ServiceFailure[] = ["limited", "refused", "broken", "lost-answer", "unauthorized"];

const nothing = /$^/;

/** What a notifier's schema has against options, as `option: message`. */
export const optionProblems = (notifier: Notifier, options: object): readonly string[] => {
  const result = notifier.options["~standard"].validate(options);
  if (result instanceof Promise || !result.issues) return [];
  return result.issues.map(({ path = [], message }) => {
    const [first = ""] = path;
    return `${String(typeof first === "object" ? first.key : first)}: ${message}`;
  });
};

/** What the engine relies on, whichever the service. Every notifier's test calls this. */
export const describeNotifier = (name: string, promises: NotifierPromises): void => {
  describe(`${name} keeps the notifier's contract`, () => {
    let clock: ManualClock;
    let subject: NotifierSubject;

    beforeEach(async () => {
      clock = createManualClock();
      subject = await promises.start(clock);
    });

    afterEach(async () => {
      await subject.channel.close?.();
      await subject.stop();
    });

    const deliver = (input: Parameters<typeof fakeDelivery>[0] = {}): Promise<DeliveryResult> =>
      subject.channel.deliver(fakeDelivery(input));

    const refOf = (result: DeliveryResult) => (result.kind === "delivered" ? result.ref : undefined);

    it("says whether it can repeat without a duplicate", () => {
      expect(subject.channel.idempotent).toBe(promises.idempotent);
    });

    it("delivers a card that says what is wrong", async () => {
      expect(await deliver()).toMatchObject({ kind: "delivered" });
      const [message, ...others] = subject.seen();
      expect(others).toEqual([]);
      expect(message?.text).toContain("Orders API");
      expect(message?.text).toContain("expected 200");
    });

    it("delivers a test message", async () => {
      expect(await deliver({ kind: "test" })).toMatchObject({ kind: "delivered" });
      expect(subject.seen()[0]?.text).toContain("Hinomi");
    });

    it.runIf(promises.edits)("edits the card and tells the change in its thread", async () => {
      const ref = refOf(await deliver());
      expect(ref).toBeDefined();
      const second = await deliver({ kind: "resolved", ref });
      expect(second).toMatchObject({ kind: "delivered", ref });
      const [card, note, ...others] = subject.seen();
      expect(others).toEqual([]);
      expect(card).toMatchObject({ edited: true, inThread: false });
      expect(card?.text).toContain("Recovered");
      expect(note).toMatchObject({ edited: false, inThread: true });
      expect(note?.text).toContain("Recovered");
    });

    it.runIf(!promises.edits)("posts each change as a message of its own", async () => {
      const ref = refOf(await deliver());
      expect(await deliver({ kind: "resolved", ref })).toMatchObject({ kind: "delivered" });
      const [first, second, ...others] = subject.seen();
      expect(others).toEqual([]);
      expect(first?.text).not.toContain("Recovered");
      expect(second?.text).toContain("Recovered");
    });

    it.runIf(promises.limitedMs !== undefined)("waits as long as the service asks", async () => {
      subject.fail("limited");
      expect(await deliver()).toMatchObject({ kind: "wait", retryAfterMs: promises.limitedMs });
      expect(await deliver({ attempt: 2 })).toMatchObject({ kind: "delivered" });
    });

    it("gives up on what the service refuses for good", async () => {
      subject.fail("refused");
      expect(await deliver()).toMatchObject({ kind: "rejected" });
    });

    it("tries again after the service broke down", async () => {
      subject.fail("broken");
      const first = fakeDelivery();
      expect(await subject.channel.deliver(first)).toMatchObject({ kind: "failed" });
      expect(await subject.channel.deliver({ ...first, attempt: 2 })).toMatchObject({ kind: "delivered" });
      expect(subject.seen()).toHaveLength(1);
    });

    it("reports a refused credential as such", async () => {
      subject.fail("unauthorized");
      expect(await deliver()).toMatchObject({ kind: "unauthorized", remedy: expect.any(String) });
    });

    it("does not know about a message whose answer was lost, and says so", async () => {
      subject.fail("lost-answer");
      const first = fakeDelivery();
      expect(await subject.channel.deliver(first)).toMatchObject({ kind: "uncertain" });
      const again = { ...first, attempt: 2, uncertain: true };
      const second = await subject.channel.deliver(again);
      expect(second).toMatchObject({ kind: "delivered" });
      expect(subject.seen()).toHaveLength(promises.idempotent ? 1 : 2);
      if (!promises.edits) return;
      expect(await deliver({ kind: "resolved", ref: refOf(second) })).toMatchObject({ kind: "delivered" });
      expect(subject.seen().filter(({ edited }) => edited)).toHaveLength(1);
    });

    it("stops waiting at its time limit", async () => {
      subject.fail("silent");
      const pending = deliver();
      await subject.holding();
      await clock.advance(15_000);
      expect((await pending).kind).toBe("uncertain");
    });

    it("stops at once when Hinomi stops", async () => {
      subject.fail("silent");
      const controller = new AbortController();
      const pending = deliver({ signal: controller.signal });
      await subject.holding();
      controller.abort();
      expect((await pending).kind).toBe("uncertain");
      expect((await deliver({ signal: AbortSignal.abort() })).kind).toBe("failed");
    });

    it("lets no secret out, however an attempt ends", async () => {
      const results: DeliveryResult[] = [await deliver()];
      for (const failure of failures) {
        subject.fail(failure);
        results.push(await deliver());
      }
      const said = JSON.stringify(results);
      expect(subject.secrets.filter((secret) => said.includes(secret))).toEqual([]);
      for (const { detail } of results) expect((detail ?? "").length).toBeLessThanOrEqual(256);
    });

    it.runIf(promises.verifies)("tells a good credential from a bad one without posting", async () => {
      const { signal } = new AbortController();
      expect(await subject.channel.verify?.(signal)).toMatchObject({ kind: "delivered" });
      expect(subject.seen()).toEqual([]);
    });

    it("calls nobody whom a monitored name mentions", async () => {
      const title = "@all @here <!channel> <@U123> [x](https://evil.example) & co";
      expect(await deliver({ title })).toMatchObject({ kind: "delivered" });
      expect(subject.seen()[0]?.text).not.toMatch(promises.mentions ?? nothing);
    });
  });
};
