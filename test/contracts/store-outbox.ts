import { expect, it } from "vitest";
import type { Settlement, Store } from "../../src/core/store.ts";
import { batch, minuteMs, notification, t0, testMessage } from "./store-samples.ts";

const delivered: Settlement = { state: "delivered", nextAttemptAt: t0, uncertain: false, settledAt: t0 + 5 };

/** The delivery side of a store: `store` gives the one under test. */
export const describeOutbox = (store: () => Store): void => {
  const outbox = () => store().outbox;

  it("owes what was added, oldest first, until it is settled", async () => {
    await outbox().add([
      notification("late", { createdAt: t0 + 1, sequence: 2 }),
      testMessage("b", { sequence: 3 }),
      testMessage("a", { sequence: 2 }),
    ]);
    const fresh = { state: "pending", attempts: 0, nextAttemptAt: t0, uncertain: false };
    expect(await outbox().get("a")).toEqual({ ...testMessage("a", { sequence: 2 }), ...fresh });
    expect((await outbox().owed()).map(({ id }) => id)).toEqual(["a", "b", "late"]);
    await outbox().settle({ ids: ["a", "late"], settlement: delivered });
    expect((await outbox().owed()).map(({ id }) => id)).toEqual(["b"]);
  });

  it("takes the same notification once: by its id, or by incident, channel and sequence", async () => {
    await store().write(batch({ notifications: [notification("n1")] }));
    await outbox().add([notification("n1", { sequence: 9 }), notification("n2")]);
    await outbox().add([notification("n3", { channel: "boss" }), notification("n4", { sequence: 2 })]);
    expect((await outbox().owed()).map(({ id, sequence }) => [id, sequence])).toEqual([
      ["n1", 1],
      ["n3", 1],
      ["n4", 2],
    ]);
  });

  it("counts attempts as they begin and keeps how they ended", async () => {
    await outbox().add([notification("n1")]);
    await outbox().begin(["n1"]);
    expect(await outbox().get("n1")).toMatchObject({ state: "sending", attempts: 1 });
    const failed: Settlement = {
      state: "pending",
      nextAttemptAt: t0 + 9,
      uncertain: true,
      lastError: "reset",
    };
    const attempt = { at: t0 + 1, kind: "uncertain", detail: "connection reset" } as const;
    await outbox().settle({ ids: ["n1"], settlement: failed, attempt });
    expect(await outbox().get("n1")).toMatchObject({ ...failed, attempts: 1 });
    await outbox().begin(["n1"]);
    const second = { at: t0 + 9, kind: "delivered", detail: "edited" } as const;
    await outbox().settle({ ids: ["n1"], settlement: delivered, attempt: second });
    const { items } = await outbox().list({ limit: 5 });
    expect(items).toEqual([
      {
        ...notification("n1"),
        ...delivered,
        attempts: 2,
        log: [
          { notificationId: "n1", ...attempt },
          { notificationId: "n1", ...second },
        ],
      },
    ]);
  });

  it("owes a dead notification again when it is settled as pending", async () => {
    await outbox().add([notification("n1")]);
    await outbox().settle({ ids: ["n1"], settlement: { ...delivered, state: "dead", lastError: "gone" } });
    await outbox().settle({
      ids: ["n1"],
      settlement: { state: "pending", nextAttemptAt: t0, uncertain: false },
    });
    const [row] = await outbox().owed();
    expect(row).not.toHaveProperty("lastError");
    expect(row).not.toHaveProperty("settledAt");
  });

  it("ignores ids that it does not have", async () => {
    await outbox().begin(["nobody"]);
    await outbox().settle({
      ids: ["nobody"],
      settlement: delivered,
      attempt: { at: t0, kind: "failed", detail: "x" },
    });
    expect(await outbox().get("nobody")).toBeUndefined();
    expect(await outbox().list({ limit: 5 })).toEqual({ items: [] });
  });

  it("lists newest first by incident, channel and state, in pages", async () => {
    const rows = Array.from({ length: 5 }, (_, index) =>
      notification(`n${index}`, { createdAt: t0 + Math.floor(index / 2) * minuteMs, sequence: index }),
    );
    await outbox().add([...rows, notification("other", { incidentId: "mail.1", channel: "boss" })]);
    await outbox().settle({ ids: ["n0", "n3"], settlement: delivered });
    const first = await outbox().list({ incidentId: "orders.1", limit: 3 });
    expect(first.items.map(({ id }) => id)).toEqual(["n4", "n3", "n2"]);
    const second = await outbox().list({ incidentId: "orders.1", limit: 3, before: first.next });
    expect(second.items.map(({ id }) => id)).toEqual(["n1", "n0"]);
    expect(second.next).toBeUndefined();
    const settled = await outbox().list({ channel: "team", state: "delivered", limit: 9 });
    expect(settled.items.map(({ id }) => id)).toEqual(["n3", "n0"]);
    expect((await outbox().list({ channel: "boss", limit: 9 })).items.map(({ id }) => id)).toEqual(["other"]);
  });

  it("remembers each incident's card, and which incidents share one", async () => {
    const card = (incidentId: string, cardId: string, channel = "team") => ({
      channel,
      incidentId,
      cardId,
      ref: { ts: cardId },
    });
    const cards = [card("b.1", "c1"), card("a.1", "c1"), card("a.1", "c9", "boss"), card("x.1", "c2")];
    await outbox().settle({ ids: [], settlement: delivered, cards });
    expect(await outbox().cards("team", ["x.1", "a.1", "nobody"])).toEqual([cards[1], cards[3]]);
    expect(await outbox().cardMembers("team", "c1")).toEqual([cards[1], cards[0]]);
    await outbox().settle({ ids: [], settlement: delivered, cards: [card("a.1", "c3")] });
    expect(await outbox().cardMembers("team", "c1")).toEqual([cards[0]]);
    expect(await outbox().cards("team", ["a.1"])).toEqual([card("a.1", "c3")]);
  });
};
