import { Resolver } from "node:dns/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDnsServer, type DnsAnswer, type DnsServer } from "../../test/support/dns-server.ts";
import { createManualClock, settle, type ManualClock } from "../../test/support/manual-clock.ts";
import { createDnsCache, type AskRecords, type DnsCache } from "./dns-cache.ts";
import type { Address, Lookup } from "./resolve-host.ts";
import { askRecordsOf } from "./system-names.ts";

const answers: Record<string, DnsAnswer> = {
  "short.test": { address: "192.0.2.1", ttl: 20 },
  "long.test": { address: "192.0.2.1", ttl: 86_400 },
  "none.test": { address: "192.0.2.1", ttl: 0 },
  "hosts.test": { address: "192.0.2.99", ttl: 30 },
  "silent.test": "silent",
};

let server: DnsServer;
let resolver: Resolver;
beforeAll(async () => {
  server = await openDnsServer((name) => answers[name] ?? "unknown");
  resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers([server.address]);
});
afterAll(() => server.close());

const found: readonly Address[] = [{ address: "192.0.2.1", family: 4 }];
const failure = Object.assign(new Error("ENOTFOUND"), { code: "ENOTFOUND" });

let clock: ManualClock;
let calls: string[];
let asked: Promise<unknown>[];
/** By name, how a lookup goes other than well. */
let trouble: Record<string, () => Promise<readonly Address[]>>;

/** Bound to one test: what an earlier one left hanging may still come to an end. */
const createLookup =
  (calls: string[], trouble: Record<string, () => Promise<readonly Address[]>>): Lookup =>
  (host) => {
    calls.push(host);
    return trouble[host]?.() ?? Promise.resolve(found);
  };

/** Asks the real server, and lets the test wait for its answer. */
const createAsk =
  (asked: Promise<unknown>[]): AskRecords =>
  (host, family) => {
    const answer = askRecordsOf(() => resolver)(host, family);
    asked.push(answer.catch(() => {}));
    return answer;
  };

let cache: DnsCache;
beforeEach(() => {
  clock = createManualClock();
  calls = [];
  asked = [];
  trouble = {};
  cache = createDnsCache({
    lookup: createLookup(calls, trouble),
    askRecords: createAsk(asked),
    mostLookups: 2,
  });
});

const resolve = async (host: string) => {
  const known = cache.known(host, 4, clock);
  if (known) return known;
  const waiting = cache.find(host, 4, clock);
  try {
    return await waiting.found;
  } finally {
    waiting.leave();
    await Promise.all(asked);
    await settle();
  }
};

describe("what a name server lets us keep", () => {
  it.each([
    ["short.test", 20_000, "its TTL"],
    ["long.test", 60_000, "a minute at most"],
    ["hosts.test", 5_000, "5 s when the address is another than the server's, as from a hosts file"],
    ["gone.test", 5_000, "5 s when there is no record, as for a name of the hosts file"],
  ])("%s is kept for %i ms: %s", async (host, ms) => {
    await resolve(host);
    await clock.advance(ms - 1);
    expect(await resolve(host)).toEqual(found);
    expect(calls).toEqual([host]);
    await clock.advance(1);
    await resolve(host);
    expect(calls).toEqual([host, host]);
  });

  it("keeps nothing of a TTL of 0", async () => {
    await resolve("none.test");
    await resolve("none.test");
    expect(calls).toHaveLength(2);
  });

  it("keeps no failure", async () => {
    trouble["short.test"] = () => Promise.reject(failure);
    await expect(resolve("short.test")).rejects.toBe(failure);
    delete trouble["short.test"];
    expect(await resolve("short.test")).toEqual(found);
  });

  it("asks for the TTL only where it can be of use: of unknown names and of names asked for often", async () => {
    await resolve("short.test");
    expect(asked).toHaveLength(1);
    await clock.advance(60_000);
    await resolve("short.test");
    expect(asked).toHaveLength(1);
    await clock.advance(21_000);
    await resolve("short.test");
    expect(asked).toHaveLength(2);
  });

  it("keeps the two families apart", async () => {
    await resolve("short.test");
    expect(cache.known("short.test", 4, clock)).toEqual(found);
    expect(cache.known("short.test", 6, clock)).toBeUndefined();
    expect(cache.known("short.test", 0, clock)).toBeUndefined();
  });
});

describe("names that hang", () => {
  const never = () => new Promise<never>(() => {});

  it("share one call between all who wait for them", async () => {
    const answer = Promise.withResolvers<readonly Address[]>();
    trouble["slow.test"] = () => answer.promise;
    const all = Array.from({ length: 50 }, () => cache.find("slow.test", 4, clock));
    await settle();
    answer.resolve(found);
    expect(await Promise.all(all.map((waiting) => waiting.found))).toEqual(all.map(() => found));
    expect(calls).toEqual(["slow.test"]);
  });

  it("leave a place to others", async () => {
    for (const host of ["a.silent.test", "b.silent.test", "c.silent.test"]) {
      trouble[host] = never;
      answers[host] = "silent";
      void cache.find(host, 4, clock).found;
    }
    await settle();
    expect(calls).toEqual(["a.silent.test"]);
    expect(await resolve("short.test")).toEqual(found);
    expect(calls).toEqual(["a.silent.test", "short.test"]);
  });

  it("are not trusted after they have been slow, until they are quick again", async () => {
    const slow = Promise.withResolvers<readonly Address[]>();
    trouble["short.test"] = () => slow.promise;
    const waiting = cache.find("short.test", 4, clock);
    await Promise.all(asked);
    await clock.advance(1500);
    slow.resolve(found);
    await waiting.found;
    await clock.advance(60_000);
    trouble["other.silent.test"] = never;
    answers["other.silent.test"] = "silent";
    trouble["short.test"] = never;
    answers["short.test"] = "silent";
    void cache.find("other.silent.test", 4, clock).found;
    void cache.find("short.test", 4, clock).found;
    await settle();
    expect(calls).toEqual(["short.test", "other.silent.test"]);
    answers["short.test"] = { address: "192.0.2.1", ttl: 20 };
  });

  it("are not looked up when nobody waits for them any more", async () => {
    trouble["a.silent.test"] = never;
    answers["a.silent.test"] = "silent";
    answers["b.silent.test"] = "silent";
    void cache.find("a.silent.test", 4, clock).found;
    const first = cache.find("b.silent.test", 4, clock);
    const second = cache.find("b.silent.test", 4, clock);
    first.leave();
    second.leave();
    await Promise.allSettled(asked);
    await settle();
    expect(calls).toEqual(["a.silent.test"]);
  });

  it("never have more calls running than there are places", async () => {
    let running = 0;
    let most = 0;
    const waiting = Array.from({ length: 200 }, (_, at) => {
      trouble[`name-${at}.test`] = async () => {
        running += 1;
        most = Math.max(most, running);
        await settle();
        running -= 1;
        return found;
      };
      return cache.find(`name-${at}.test`, 4, clock).found;
    });
    await Promise.all(waiting);
    expect(most).toBeLessThanOrEqual(2);
    expect(calls).toHaveLength(200);
  });
});
