import { expect, test } from "vitest";
import { createManualClock, settle } from "../../../test/support/manual-clock.ts";
import type { ChannelConfig } from "../../core/config.ts";
import type { Incident } from "../../core/incident.ts";
import type { Notification } from "../../core/notification.ts";
import type { Channel, DeliveryResult } from "../../core/notifier.ts";
import { createMemoryStore } from "../../stores/memory/store.ts";
import { Delivery } from "./delivery.ts";

const incidentOf = (id: string): Incident => ({
  id,
  checkId: id.split(".")[0] ?? id,
  severity: "down",
  worst: "down",
  openedAt: 0,
  confirmedAt: 0,
  reason: { code: "connect-refused", detail: "refused" },
  judgements: [],
  readings: [],
  flapping: false,
});

interface Sent {
  readonly channel: string;
  readonly kind: string;
  readonly incidents: readonly string[];
  readonly ref: string | undefined;
  readonly uncertain: boolean;
}

const delivered: DeliveryResult = { kind: "delivered" };

const start = () => {
  const clock = createManualClock();
  const store = createMemoryStore();
  const sent: Sent[] = [];
  /** What each channel answers next; delivered when nothing is left. */
  const answers = new Map<string, DeliveryResult[]>();
  let ids = 0;
  let posted = 0;
  const open = (id: string): Channel => ({
    idempotent: true,
    deliver: ({ notification, ref, uncertain }) => {
      const incidents = notification.facts.map(({ incident }) => incident.id);
      sent.push({ channel: id, kind: notification.kind, incidents, ref: ref?.["message"], uncertain });
      const answer = answers.get(id)?.shift() ?? delivered;
      if (answer.kind !== "delivered") return Promise.resolve(answer);
      return Promise.resolve({ ...answer, ref: ref ?? { message: `m${++posted}` } });
    },
  });
  const delivery = new Delivery({
    outbox: store.outbox,
    clock,
    random: () => 0.5,
    newId: () => `copy-${++ids}`,
    render: (kind) => ({
      card: { state: "problem", severity: "down", headline: kind, summary: kind, fields: [] },
      note: kind,
    }),
    currentFacts: (id) => Promise.resolve({ incident: incidentOf(id), title: id, target: id }),
    onDelivery: () => {},
    onError: (error) => {
      throw error;
    },
  });
  const channel = (id: string, change: Partial<ChannelConfig> = {}): ChannelConfig => ({
    id,
    type: "sample",
    title: id,
    group: { waitMs: 10_000, storm: 3 },
    fingerprint: "1",
    open: () => open(id),
    ...change,
  });
  const owe = async (incidentId: string, kind: Notification["kind"], sequence: number, to = "team") => {
    const row: Notification = {
      id: `${incidentId}/${to}/${sequence}`,
      channel: to,
      kind,
      incidentId,
      sequence,
      createdAt: clock.now(),
      facts: [{ incident: incidentOf(incidentId), title: incidentId, target: incidentId }],
    };
    await store.outbox.add([row]);
    delivery.take([row]);
    await settle();
  };
  return { clock, store, sent, answers, delivery, channel, owe };
};

test("the first message waits a moment; later ones edit its card", async () => {
  const { clock, sent, delivery, channel, owe } = start();
  await delivery.setChannels([channel("team")]);
  await owe("orders.1", "firing", 1);
  await clock.advance(9_000);
  expect(sent).toEqual([]);
  await clock.advance(1_000);
  await owe("orders.1", "resolved", 2);
  await clock.advance(1_000);
  expect(sent.map(({ kind, ref }) => [kind, ref])).toEqual([
    ["firing", undefined],
    ["resolved", "m1"],
  ]);
});

test("a limit pauses the channel and is no failure; a failure is retried; both arrive once", async () => {
  const { clock, sent, answers, delivery, channel, owe, store } = start();
  await delivery.setChannels([channel("team")]);
  answers.set("team", [
    { kind: "wait", retryAfterMs: 60_000, detail: "limit" },
    { kind: "failed", detail: "connection refused" },
  ]);
  await owe("orders.1", "firing", 1);
  await clock.advance(69_000);
  expect(sent).toHaveLength(1);
  await clock.advance(20_000);
  expect(sent.map(({ kind }) => kind)).toEqual(["firing", "firing", "firing"]);
  expect(delivery.counters()).toEqual({ delivered: 1, failed: 1 });
  const { items } = await store.outbox.list({ limit: 10 });
  expect(items[0]?.log.map(({ kind }) => kind)).toEqual(["wait", "failed", "delivered"]);
});

test("an attempt that may have arrived is repeated as such before anything newer", async () => {
  const { clock, sent, answers, delivery, channel, owe } = start();
  await delivery.setChannels([channel("team")]);
  answers.set("team", [{ kind: "uncertain", detail: "reset after the body" }]);
  await owe("orders.1", "firing", 1);
  await clock.advance(10_000);
  await owe("orders.1", "resolved", 2);
  await clock.advance(60_000);
  expect(sent.map(({ kind, uncertain }) => [kind, uncertain])).toEqual([
    ["firing", false],
    ["firing", true],
    ["resolved", false],
  ]);
});

test("an outage shorter than its telling is one message about the past", async () => {
  const { clock, sent, delivery, channel, owe, store } = start();
  await delivery.setChannels([channel("team")]);
  await owe("orders.1", "firing", 1);
  await owe("orders.1", "resolved", 2);
  await clock.advance(20_000);
  expect(sent.map(({ kind }) => kind)).toEqual(["resolved"]);
  const { items } = await store.outbox.list({ limit: 10 });
  expect(items.map(({ state }) => state).toSorted()).toEqual(["delivered", "superseded"]);
});

test("a storm is one summary that later incidents join and that is edited as they end", async () => {
  const { clock, sent, delivery, channel, owe } = start();
  await delivery.setChannels([channel("team")]);
  for (const id of ["a.1", "b.1", "c.1"]) await owe(id, "firing", 1);
  await clock.advance(10_000);
  await owe("d.1", "firing", 1);
  await clock.advance(10_000);
  await owe("b.1", "resolved", 2);
  await clock.advance(10_000);
  expect(sent.map(({ kind, incidents, ref }) => [kind, incidents.toSorted().join(" "), ref])).toEqual([
    ["firing", "a.1 b.1 c.1", undefined],
    ["firing", "a.1 b.1 c.1 d.1", "m1"],
    ["resolved", "a.1 b.1 c.1 d.1", "m1"],
  ]);
});

test("a refused credential opens the circuit at once and the fallback is told, the end too", async () => {
  const { clock, sent, answers, delivery, channel, owe } = start();
  await delivery.setChannels([channel("team", { fallback: "mail" }), channel("mail")]);
  answers.set("team", [{ kind: "unauthorized", detail: "401", remedy: "Make a new token" }]);
  await owe("orders.1", "firing", 1);
  await clock.advance(30_000);
  expect(sent.map(({ channel: to, kind }) => [to, kind])).toEqual([
    ["team", "firing"],
    ["mail", "firing"],
  ]);
  expect(delivery.health()[0]).toMatchObject({ circuit: "open", trouble: "401. Make a new token", owed: 1 });
  await clock.advance(900_000);
  expect(delivery.health()[0]).toMatchObject({ circuit: "closed", owed: 0 });
  await owe("orders.1", "resolved", 2);
  await clock.advance(60_000);
  expect(sent.slice(2).map(({ channel: to, kind }) => [to, kind])).toEqual([
    ["team", "firing"],
    ["team", "resolved"],
    ["mail", "resolved"],
  ]);
});

test("a rejected message is dead, visible, and can be owed again", async () => {
  const { clock, sent, answers, delivery, channel, owe, store } = start();
  await delivery.setChannels([channel("team")]);
  answers.set("team", [{ kind: "rejected", detail: "no such room" }]);
  await owe("orders.1", "firing", 1);
  await clock.advance(10_000);
  const dead = await store.outbox.get("orders.1/team/1");
  expect(dead).toMatchObject({ state: "dead", lastError: "no such room" });
  if (dead) delivery.resume({ ...dead, state: "pending", nextAttemptAt: clock.now() });
  await clock.advance(1_000);
  expect(sent).toHaveLength(2);
});

test("what is owed to a channel that left the configuration is dead, not forgotten", async () => {
  const { delivery, channel, owe, store } = start();
  await delivery.setChannels([channel("team")]);
  await owe("orders.1", "firing", 1);
  await delivery.setChannels([]);
  expect(await store.outbox.get("orders.1/team/1")).toMatchObject({ state: "dead" });
});

test("a restart takes up what is owed, and continues a summary it did not begin", async () => {
  const { clock, sent, delivery, channel, owe } = start();
  await delivery.setChannels([channel("team")]);
  for (const id of ["a.1", "b.1", "c.1"]) await owe(id, "firing", 1);
  await clock.advance(10_000);
  await delivery.setChannels([channel("team", { fingerprint: "2" })]);
  await owe("a.1", "resolved", 2);
  await clock.advance(20_000);
  expect(sent.at(-1)).toMatchObject({
    kind: "resolved",
    ref: "m1",
    incidents: expect.arrayContaining(["b.1"]),
  });
});
