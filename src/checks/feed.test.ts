import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeCheckType } from "../../test/contracts/check-type.ts";
import { openGreetingTarget, type TargetServer } from "../../test/support/hostile/target-server.ts";
import { createManualClock } from "../../test/support/manual-clock.ts";
import type { CheckSurroundings } from "../core/check-type.ts";
import type { RunContext } from "../core/check.ts";
import type { Ledger } from "../core/ledger.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { systemClock } from "../engine/system-clock.ts";
import { feedCheck } from "./feed.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let handler: Handler = () => {};
let base = "";
let silent: TargetServer;
let close = () => {};

beforeAll(async () => {
  const server = createServer((request, response) => handler(request, response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens at no port");
  base = `http://127.0.0.1:${address.port}`;
  close = () => void server.close();
  silent = await openGreetingTarget(() => {});
  serve(goodFeed);
});
afterAll(async () => {
  close();
  await silent.close();
});

const item = (id: string, more = "") =>
  `<item><guid isPermaLink="false">${id}</guid><title>Title ${id}</title>${more}</item>`;
const feed = (...items: readonly string[]) => `<rss version="2.0"><channel>${items.join("")}</channel></rss>`;
const goodFeed = feed(item("a", "<pubDate>Sat, 21 Nov 2026 00:00:00 GMT</pubDate>"));

const serve = (body: string | Uint8Array, headers: Record<string, string> = {}, status = 200) => {
  handler = (_request, response) =>
    response.writeHead(status, { "content-type": "application/rss+xml", ...headers }).end(body);
};

const canary = "c4n4ry-Wert";

describeCheckType("feed", {
  type: feedCheck,
  good: () => ({ url: `${base}/feed`, expect: { status: 200, entries: { min: 1 }, latency: "9s" } }),
  silent: () => ({ url: `http://127.0.0.1:${silent.port}/feed` }),
  secret: {
    value: canary,
    options: () => ({
      url: `${base}/feed?token=${canary}`,
      headers: { authorization: `Bearer ${canary}` },
      expect: { status: 204 },
    }),
  },
  bad: {
    "no address": {},
    "no web address": { url: "file:///feed.xml" },
    "an unknown reading": { url: "http://a", expect: { entrys: { min: 1 } } },
    "a method": { url: "http://a", method: "POST" },
    "an origin with a path": { url: "http://a", public: true, origins: ["https://me.example/"] },
    "any origin": { url: "http://a", public: true, origins: ["*"] },
    "origins of what is not public": { url: "http://a", origins: ["https://me.example"] },
    "a limit beyond what is read": { url: "http://a", size_limit: "50MB" },
    "an expectation that is always met": { url: "http://a", expect: { entries: { min: 0 } } },
  },
});

const play = (options: object, run: Partial<RunContext> = {}, more: Partial<CheckSurroundings> = {}) =>
  feedCheck
    .prepare(
      { url: `${base}/feed`, ...options },
      { env: {}, readFile: () => "", redact: (text) => text, ...more },
    )
    .probe({ signal: new AbortController().signal, timeoutMs: 20_000, clock: systemClock, ...run });

const readingsOf = async (...[options, run, more]: Parameters<typeof play>) => {
  const { readings } = await play(options, run, more);
  const wanted = ["entries", "new_entries", "age_of_newest"];
  return Object.fromEntries(
    readings.filter(({ name }) => wanted.includes(name)).map(({ name, value }) => [name, value]),
  );
};

const titlesIn = async (ledger: Ledger) => (await ledger.entries(100)).map(({ title }) => title);

/** A clock whose timers are real and whose time is not: requests wait for real sockets. */
const clockAt = (now: () => number) => ({ ...systemClock, now });

describe("feed", () => {
  it("counts entries, new ones and the age of the newest; nothing is new in the first run", async () => {
    const ledger = createTransientLedger();
    const clock = createManualClock(Date.UTC(2026, 10, 22));
    const run = { ledger, clock: clockAt(() => clock.now()) };
    serve(goodFeed);
    expect(await readingsOf({}, run)).toEqual({ entries: 1, new_entries: 0, age_of_newest: 86_400 });
    await clock.advance(3_600_000);
    serve(feed(item("a"), item("b"), item("c")));
    expect(await readingsOf({}, run)).toEqual({ entries: 3, new_entries: 2, age_of_newest: 0 });
    await clock.advance(60_000);
    expect(await readingsOf({}, run)).toEqual({ entries: 3, new_entries: 0, age_of_newest: 60 });
    expect((await titlesIn(ledger)).toSorted()).toEqual(["Title a", "Title b", "Title c"]);
    expect((await ledger.entries(1))[0]?.seenAt).toBe(Date.UTC(2026, 10, 22, 1));
  });

  it("has no age where there are no dates and nothing has appeared yet", async () => {
    serve(feed(item("a")));
    expect(await readingsOf({}, { ledger: createTransientLedger() })).toEqual({ entries: 1, new_entries: 0 });
    serve(feed());
    expect(await readingsOf({})).toEqual({ entries: 0, new_entries: 0 });
  });

  it("asks conditionally, and 304 means that nothing is new", async () => {
    const ledger = createTransientLedger();
    const asked: (string | undefined)[][] = [];
    handler = ({ headers }, response) => {
      asked.push([headers["if-none-match"], headers["if-modified-since"]]);
      const isKnown = headers["if-none-match"] === '"1"';
      response.writeHead(isKnown ? 304 : 200, {
        etag: '"1"',
        "last-modified": "Sat, 21 Nov 2026 00:00:00 GMT",
      });
      response.end(isKnown ? "" : goodFeed);
    };
    const options = { expect: { status: 200, entries: { eq: 1 } } };
    expect(await play(options, { ledger })).toMatchObject({ status: "up" });
    const second = await play(options, { ledger });
    expect(second).toMatchObject({ status: "up" });
    expect(second.readings).toContainEqual({ name: "status_code", value: 304, unit: "code" });
    expect(second.readings).toContainEqual({ name: "entries", value: 1, unit: "count" });
    expect(second.readings).toContainEqual({ name: "new_entries", value: 0, unit: "count" });
    // Another address has other entries and another ETag.
    await play({ ...options, url: `${base}/other` }, { ledger });
    expect(asked).toEqual([
      [undefined, undefined],
      ['"1"', "Sat, 21 Nov 2026 00:00:00 GMT"],
      [undefined, undefined],
    ]);
  });

  it("does not take a 304 that was not asked for", async () => {
    serve("", {}, 304);
    expect(await play({})).toMatchObject({ status: "down", reason: { code: "feed-invalid" } });
  });

  it("expects readings", async () => {
    serve(goodFeed);
    const clock = clockAt(() => Date.UTC(2026, 10, 23));
    expect(
      await play({ expect: { age_of_newest: { max: 86_400, severity: "degraded" } } }, { clock }),
    ).toMatchObject({
      status: "degraded",
      reason: { code: "reading-too-high" },
    });
  });

  it.each([
    [
      "an HTML page",
      "<!DOCTYPE html><title>x</title>",
      200,
      "feed-invalid",
      /it is an HTML page, not a feed/,
    ],
    ["a feed cut short", goodFeed.slice(0, 60), 200, "feed-invalid", /its XML is broken: it ends inside/],
    ["an error page", goodFeed, 500, "status-mismatch", /500/],
    ["a feed beyond the limit", feed("x".repeat(5_000_001)), 200, "body-too-large", /./],
  ])("says what is wrong with %s, and keeps nothing of it", async (_what, body, status, code, detail) => {
    const ledger = createTransientLedger();
    serve(body, {}, status);
    const outcome = await play({}, { ledger });
    expect(outcome).toMatchObject({
      status: "down",
      reason: { code, detail: expect.stringMatching(detail) },
    });
    expect(await titlesIn(ledger)).toEqual([]);
  });

  it("stops reading 50 MB at the limit", async () => {
    let sent = 0;
    handler = (_request, response) => {
      const piece = Buffer.alloc(100_000, "x");
      const send = () => {
        while (sent < 50e6 && !response.destroyed) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once("drain", send);
        }
        response.end();
      };
      send();
    };
    expect(await play({})).toMatchObject({ reason: { code: "body-too-large" } });
    expect(sent).toBeLessThan(20e6);
  });

  it("reads Shift_JIS by the header", async () => {
    const title = Uint8Array.of(0x89, 0xce, 0x82, 0xcc, 0x8c, 0xa9);
    const [before = "", after = ""] = feed(item("a")).split("Title a");
    serve(Buffer.concat([Buffer.from(before), title, Buffer.from(after)]), {
      "content-type": "text/xml; charset=Shift_JIS",
    });
    const ledger = createTransientLedger();
    await play({}, { ledger });
    expect(await titlesIn(ledger)).toEqual(["火の見"]);
  });

  it("keeps the newest only", async () => {
    serve(
      feed(
        ...Array.from({ length: 20 }, (_, at) => item(String(at), `<pubDate>${at + 1} Nov 2026</pubDate>`)),
      ),
    );
    const ledger = createTransientLedger();
    expect(await readingsOf({ max_entries: 2 }, { ledger })).toMatchObject({ entries: 20, new_entries: 0 });
    expect(await titlesIn(ledger)).toEqual(["Title 19", "Title 18"]);
  });

  it("does not find a pinned old entry new again and again, in a ledger that is full", async () => {
    const ledger = createTransientLedger();
    const dated = (id: string, day: string) => item(id, `<pubDate>${day}</pubDate>`);
    serve(feed(dated("pinned", "1 Jan 2001"), dated("x", "1 Nov 2026")));
    await play({}, { ledger });
    const many = Array.from({ length: 1000 }, (_, at) => ({
      id: `n${at}`,
      title: "n",
      seenAt: Date.UTC(2026, 9, 1) + at,
    }));
    await ledger.write({ entries: many });
    expect(await readingsOf({}, { ledger })).toMatchObject({ new_entries: 0 });
  });

  it("hides secrets that a feed repeats", async () => {
    serve(
      feed(
        item(
          `id-${canary}`,
          `<link>https://a.example/?key=${canary}</link><description>${canary}</description>`,
        ).replace("Title", canary),
      ),
    );
    const ledger = createTransientLedger();
    await play({}, { ledger }, { redact: (text) => text.replaceAll(canary, "***") });
    expect(JSON.stringify(await ledger.entries(10))).not.toContain(canary);
    expect(await ledger.memo("feed")).not.toContain(canary);
  });

  it("says who may read what it keeps", () => {
    const origins = ["https://me.example", "http://localhost:8080"];
    const prepare = (options: object) =>
      feedCheck.prepare(
        { url: "https://a.example/feed", ...options },
        { env: {}, readFile: () => "", redact: (text) => text },
      );
    expect(prepare({ public: true, origins })).toMatchObject({
      usesLedger: true,
      feed: { isPublic: true, origins },
    });
    expect(prepare({})).toMatchObject({
      target: "https://a.example/feed",
      host: "a.example",
      feed: { isPublic: false },
    });
  });
});
