import { expect, it } from "vitest";
import { createFollower, type Link } from "./follow.ts";

/** A follower whose streams and hands of the clock the test holds. */
const rig = () => {
  const log: string[] = [];
  const links: Link[] = [];
  const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  const timers: { readonly delayMs: number; readonly task: () => void }[] = [];
  let broken = false;
  const follower = createFollower({
    open: async () => {
      log.push("open");
      if (broken) throw new Error("refused");
      return new ReadableStream<Uint8Array>({ start: (controller) => void streams.push(controller) });
    },
    refresh: async () => void log.push("refresh"),
    onEvent: ({ data }) => log.push(data),
    onLink: (link) => links.push(link),
    later: (delayMs, task) => {
      const timer = { delayMs, task };
      timers.push(timer);
      return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
    },
  });
  const send = (text: string) => streams.at(-1)?.enqueue(new TextEncoder().encode(text));
  const fire = (delayMs: number) => timers.find((timer) => timer.delayMs === delayMs)?.task();
  const breakDown = (next: boolean) => (broken = next);
  return { log, links, streams, timers, follower, send, fire, breakDown };
};
const settled = () => new Promise((done) => setTimeout(done, 0));

it("is live once the stream is open, and hands on its events", async () => {
  const { follower, send, log, links } = rig();
  follower.start();
  await settled();
  send("event: tick\ndata: one\n\n");
  await settled();
  expect(log).toEqual(["open", "one"]);
  expect(links).toEqual(["live"]);
});

it("takes a stream that falls silent for dead, refreshes and reopens", async () => {
  const { follower, fire, log, links } = rig();
  follower.start();
  await settled();
  fire(45_000);
  await settled();
  expect(links).toEqual(["live", "reconnecting"]);
  fire(1000);
  await settled();
  expect(log).toEqual(["open", "refresh", "open"]);
  expect(links.at(-1)).toBe("live");
});

it("takes a heartbeat for a sign of life", async () => {
  const { follower, send, timers } = rig();
  follower.start();
  await settled();
  const [before] = timers;
  send(": still here\n\n");
  await settled();
  expect(timers).toHaveLength(1);
  expect(timers[0]).not.toBe(before);
});

it("waits longer each time the server refuses, and starts anew after a success", async () => {
  const { follower, fire, timers, breakDown, send, streams } = rig();
  breakDown(true);
  follower.start();
  for (const delayMs of [1000, 2000, 4000, 8000, 16_000, 30_000]) {
    await settled();
    expect(timers.map((timer) => timer.delayMs)).toContain(delayMs);
    if (delayMs === 30_000) breakDown(false);
    fire(delayMs);
  }
  await settled();
  send(": hello\n\n");
  await settled();
  streams.at(-1)?.close();
  await settled();
  expect(timers.map((timer) => timer.delayMs)).toContain(1000);
});

it("stops without a word and refreshes when started again", async () => {
  const { follower, log, links, timers } = rig();
  follower.start();
  await settled();
  follower.stop();
  await settled();
  expect(timers.filter(({ delayMs }) => delayMs !== 45_000)).toEqual([]);
  expect(links).toEqual(["live"]);
  follower.start();
  await settled();
  expect(log).toEqual(["open", "refresh", "open"]);
});
