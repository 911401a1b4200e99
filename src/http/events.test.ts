import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { noOverlays, sampleRun, sampleState } from "../../test/support/fake-lookout.ts";
import { startSite, type HttpSite } from "../../test/support/http-site.ts";
import { sampleCheck } from "../../test/support/sample-check.ts";
import type { Tick } from "./schemas.ts";

let site: HttpSite;
let headers: Record<string, string>;
const waitMs = { timeout: 15_000 };

beforeEach(async () => {
  site = await startSite();
  headers = await site.asPage();
  await site.clock.advance(3_600_000);
  site.lookout.shows.checks = ["orders", "search"].map((id) => ({
    check: sampleCheck({ id }),
    state: sampleState(),
    overlays: noOverlays,
  }));
});
afterEach(() => site[Symbol.asyncDispose]());

interface Event {
  readonly id: string;
  readonly tick: Tick;
}

/** Reads a stream of events as a browser does. */
const open = async (query = "", more: Record<string, string> = {}) => {
  const abort = new AbortController();
  const answer = await site.request(`/api/v1/events${query}`, {
    headers: { ...headers, ...more },
    signal: abort.signal,
  });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  const block = async (): Promise<string | undefined> => {
    for (;;) {
      const end = buffer.indexOf("\n\n");
      if (end >= 0) {
        const found = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        return found;
      }
      const { value, done } = await reader.read();
      if (done) return undefined;
      buffer += value;
    }
  };
  const next = async (): Promise<Event | undefined> => {
    for (let text = await block(); text !== undefined; text = await block()) {
      const [, id = "", data = ""] = /^event: tick\nid: (\d+)\ndata: (.*)$/.exec(text) ?? [];
      if (data) return { id, tick: JSON.parse(data) as Tick };
    }
    return undefined;
  };
  return { answer, block, next, leave: () => abort.abort() };
};

const run = (checkId: string) =>
  site.lookout.emit({
    kind: "run",
    record: sampleRun({ checkId, startedAt: site.clock.now() }),
  });
const idsOf = (event: Event | undefined) => event?.tick.checks.map(({ id }) => id);

describe("the event stream", () => {
  it("is not cached, not buffered by a proxy and not compressed", async () => {
    const { answer } = await open("", { "accept-encoding": "br, gzip" });
    expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("private, no-store, no-transform");
    expect(answer.headers.get("x-accel-buffering")).toBe("no");
    expect(answer.headers.get("content-encoding")).toBeNull();
  });

  it("tells only the changed checks, with the counts of all", async () => {
    const { next } = await open();
    run("search");
    await site.clock.advance(1000);
    expect((await next())?.tick).toMatchObject({
      counts: { up: 2, down: 0 },
      checks: [{ id: "search", state: "up", overlays: [] }],
      incidents: [],
    });
  });

  it("ticks at most once a second, with everything that has changed since", async () => {
    const { next } = await open();
    run("search");
    await site.clock.advance(0);
    const first = await next();
    for (let n = 0; n < 9; n += 1) {
      run(n % 2 === 0 ? "orders" : "search");
      await site.clock.advance(100);
    }
    site.lookout.emit({ kind: "incident", incidentId: "orders.1", checkId: "orders" });
    await site.clock.advance(100);
    const second = await next();
    expect(idsOf(first)).toEqual(["search"]);
    expect(idsOf(second)).toEqual(["search", "orders"]);
    expect(second?.tick.incidents).toEqual(["orders.1"]);
    expect((second?.tick.t ?? 0) - (first?.tick.t ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  it("tells a reader who comes back what it missed", async () => {
    const before = await open();
    run("search");
    await site.clock.advance(1000);
    const seen = await before.next();
    before.leave();
    run("orders");
    await site.clock.advance(600_000);
    const after = await open("", { "last-event-id": seen?.id ?? "" });
    await site.clock.advance(1000);
    expect(idsOf(await after.next())).toEqual(["orders"]);
  });

  it("tells a new reader what changed since its page was made, or in the last minute", async () => {
    run("orders");
    await site.clock.advance(30_000);
    const asOf = site.clock.now();
    await site.clock.advance(1000);
    run("search");
    const [informed, plain] = [await open(`?since=${asOf}`), await open()];
    await site.clock.advance(1000);
    expect(idsOf(await informed.next())).toEqual(["search"]);
    expect(idsOf(await plain.next())).toEqual(["orders", "search"]);
  });

  it("tells everything after a new configuration and to readers of an earlier process", async () => {
    const reader = await open();
    site.lookout.emit({ kind: "config" });
    await site.clock.advance(1000);
    expect(idsOf(await reader.next())).toEqual(["orders", "search"]);
    const old = await open("", { "last-event-id": "1000" });
    await site.clock.advance(1000);
    expect(idsOf(await old.next())).toEqual(["orders", "search"]);
  });

  it("says every 20 s that it is still there", async () => {
    const { block } = await open();
    expect(await block()).toMatch(/^retry: 3000\nid: \d+$/);
    await site.clock.advance(20_000);
    expect(await block()).toBe(": still here");
    await site.clock.advance(20_000);
    expect(await block()).toBe(": still here");
  });

  it("does not begin for a HEAD request", async () => {
    const answer = await site.request("/api/v1/events", { method: "HEAD", headers });
    expect(answer.status).toBe(200);
    expect(site.clock.pending()).toBe(0);
  });

  it("is released when its reader leaves", async () => {
    const { leave } = await open();
    run("orders");
    expect(site.clock.pending()).toBeGreaterThan(0);
    leave();
    await vi.waitFor(() => expect(site.clock.pending()).toBe(0), waitMs);
  });

  it("ends with the session, and with the server", async () => {
    const mine = await open();
    const other = await open("", { ...(await site.asProgram()), cookie: "" });
    await site.post("/sign-out", {}, headers);
    expect(await mine.next()).toBeUndefined();
    run("orders");
    await site.clock.advance(1000);
    expect(idsOf(await other.next())).toEqual(["orders"]);
    await site[Symbol.asyncDispose]();
    expect(await other.next()).toBeUndefined();
  });
});
