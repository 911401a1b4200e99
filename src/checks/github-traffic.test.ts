import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeCheckType } from "../../test/contracts/check-type.ts";
import { startFakeGitHub, type FakeGitHub } from "../../test/support/github/fake-github.ts";
import { playCheck, readingOf, type PlayInput } from "../../test/support/github/play-check.ts";
import {
  makeOwner,
  makeRepository,
  makeToken,
  makeWorld,
  type WorldRepository,
  type WorldToken,
} from "../../test/support/github/world.ts";
import { openTarget, type TargetServer } from "../../test/support/hostile/target-server.ts";
import type { Ledger } from "../core/ledger.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { createGitHubTrafficCheck, githubTrafficCheck } from "./github-traffic.ts";
import { createDesk } from "./github/desk.ts";

const good = "ghp_goodgoodgoodgoodgoodgoodgoodgoodgood";
const revoked = "ghp_c4n4ryc4n4ryc4n4ryc4n4ryc4n4ryc4n4ry";
const dayMs = 86_400_000;
const began = Date.UTC(2026, 10, 22, 17);

let now = began;

const dayText = (daysAgo: number) => new Date(now - daysAgo * dayMs).toISOString().slice(0, 10);

const trafficOf = (views: number) => ({
  views: [1, 2, 20].map((daysAgo) => ({ day: dayText(daysAgo), count: views + daysAgo, uniques: 2 })),
  clones: [{ day: dayText(0), count: 5, uniques: 1 }],
  referrers: [{ referrer: "search.example", count: 9, uniques: 4 }],
  paths: [{ path: "/hana/works", title: "works", count: 50, uniques: 18 }],
});

const smallWorld = (token: Partial<WorldToken> = {}) => {
  const repositories = ["works", "tools", "notes"].map((name, at) =>
    makeRepository(`hana/${name}`, { traffic: trafficOf(10 * (at + 1)) }),
  );
  return makeWorld({
    now: () => now,
    owners: [makeOwner("hana"), makeOwner("kumi", { type: "Organization" })],
    repositories: [
      ...repositories,
      makeRepository("kumi/public", { traffic: trafficOf(1) }),
      makeRepository("kumi/hidden", { isPrivate: true }),
    ],
    tokens: [
      makeToken(good, { login: "hana", ...token }),
      makeToken(revoked, { login: "hana", isRevoked: true }),
    ],
  });
};

let github: FakeGitHub;
let failing = "";
let silent: TargetServer;

beforeAll(async () => {
  silent = await openTarget(() => {});
});
afterAll(() => silent.close());
beforeEach(async () => {
  now = began;
  failing = "";
  github = await startFakeGitHub({
    world: smallWorld(),
    fail: ({ path }) =>
      failing !== "" && path.startsWith(failing)
        ? { kind: "answer", answer: { status: 406, body: { message: "Not Acceptable" } } }
        : undefined,
  });
});
afterEach(() => github.stop());

describeCheckType("github-traffic", {
  type: githubTrafficCheck,
  good: () => ({ api_url: github.url, token: good, owner: "hana", expect: { views_14d: { min: 1 } } }),
  silent: () => ({ api_url: `http://127.0.0.1:${silent.port}`, token: good, owner: "hana" }),
  secret: { value: revoked, options: () => ({ api_url: github.url, token: revoked, owner: "hana" }) },
  bad: {
    "nobody to look at": { token: good },
    "a metric that there is not": { token: good, owner: "hana", metrics: ["stars"] },
    "no metric": { token: good, owner: "hana", metrics: [] },
    "an expectation of something else": { token: good, owner: "hana", expect: { commits: { min: 1 } } },
  },
});

const play = (ledger: Ledger, options: object = {}, run: PlayInput["run"] = {}) =>
  playCheck({
    type: createGitHubTrafficCheck(createDesk()),
    github,
    options: { owner: "hana", ...options },
    timezone: "Asia/Tokyo",
    ledger,
    run,
  });

const named = (name: string): WorldRepository => {
  const found = github.world.repositories.find((repository) => repository.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

const kept = async (ledger: Ledger, reading: string, part = "") => {
  const days = await ledger.days({ reading, part, from: "2000-01-01", to: "2100-01-01" });
  return days.map(({ day, value, provisional }) => `${day} ${value}${provisional ? " so far" : ""}`);
};

const asText = (outcome: Awaited<ReturnType<typeof play>>["outcome"]) =>
  Object.fromEntries(outcome.readings.map(({ name, value }) => [name, value]));

describe("github-traffic", () => {
  it("keeps views, clones, referrers and paths, of each repository and of all as far as that is a sum", async () => {
    const ledger = createTransientLedger();
    const { outcome, requests } = await play(ledger);
    expect(outcome.status).toBe("up");
    expect(requests).toBe(1 + 3 * 4);
    expect(asText(outcome)).toEqual({
      repositories: 3,
      views: 0,
      views_yesterday: 63,
      views_14d: 129,
      clones: 15,
      clones_yesterday: 0,
      clones_14d: 15,
    });
    const part = String(named("works").id);
    expect((await kept(ledger, "views", part)).slice(-4)).toEqual([
      "2026-11-19 0",
      "2026-11-20 12",
      "2026-11-21 11 so far",
      "2026-11-22 0 so far",
    ]);
    expect((await kept(ledger, "views")).slice(-2)).toEqual(["2026-11-21 63 so far", "2026-11-22 0 so far"]);
    expect(await kept(ledger, "views_uniques_14d", part)).toEqual(["2026-11-22 4 so far"]);
    expect(await kept(ledger, "views_uniques_14d")).toEqual([]);
    expect(await ledger.snapshots({ name: "paths", part, limit: 9 })).toMatchObject([
      { columns: ["path", "title", "count", "uniques"], rows: [["/hana/works", "works", 50, 18]] },
    ]);
  });

  it("asks again at next to no cost, also from another process", async () => {
    const ledger = createTransientLedger();
    await play(ledger);
    const { outcome, requests } = await play(ledger);
    expect(outcome.status).toBe("up");
    expect(requests).toBe(13);
    expect(github.counts()[304]).toBe(12);
    const snapshots = await ledger.snapshots({
      name: "referrers",
      part: String(named("works").id),
      limit: 9,
    });
    expect(snapshots).toHaveLength(1);
  });

  it("makes the days final that are over, and fills days with nothing", async () => {
    const ledger = createTransientLedger();
    await play(ledger);
    now += 3 * dayMs;
    await play(ledger);
    const part = String(named("works").id);
    expect((await kept(ledger, "views", part)).slice(-5)).toEqual([
      "2026-11-21 11",
      "2026-11-22 0",
      "2026-11-23 0",
      "2026-11-24 0 so far",
      "2026-11-25 0 so far",
    ]);
    expect(await kept(ledger, "views_uniques_14d", part)).toEqual(["2026-11-22 4", "2026-11-25 4 so far"]);
  });

  it("tells the visitors of fourteen days of a single repository", async () => {
    const { outcome } = await play(createTransientLedger(), { include: ["works"], metrics: ["views"] });
    expect(asText(outcome)).toEqual({
      repositories: 1,
      views: 0,
      views_yesterday: 11,
      views_14d: 23,
      views_uniques_14d: 4,
    });
  });

  it("keeps the series of a repository that is renamed", async () => {
    const ledger = createTransientLedger();
    await play(ledger);
    const part = String(named("works").id);
    const before = await kept(ledger, "views", part);
    Object.assign(named("works"), { name: "labours", formerNames: ["hana/works"] });
    await play(ledger);
    expect(await kept(ledger, "views", part)).toEqual(before);
    expect((await ledger.parts()).find((one) => one.part === part)?.title).toBe("hana/labours");
  });

  it("makes the sums anew when others are selected, and keeps what a deleted one had", async () => {
    const ledger = createTransientLedger();
    await play(ledger);
    await play(ledger, { exclude: ["notes"] });
    expect((await kept(ledger, "views")).at(-2)).toBe("2026-11-21 32 so far");
    await play(ledger);
    expect((await kept(ledger, "views")).at(-2)).toBe("2026-11-21 63 so far");
    github.world.repositories = github.world.repositories.filter(({ name }) => name !== "notes");
    now += 2 * dayMs;
    const { outcome } = await play(ledger);
    expect(readingOf(outcome, "repositories")).toBe(2);
    expect((await kept(ledger, "views")).slice(-4)).toEqual([
      "2026-11-21 63 so far",
      "2026-11-22 0 so far",
      "2026-11-23 0 so far",
      "2026-11-24 0 so far",
    ]);
  });
});

describe("rights", () => {
  const refusalOf = async (token: Partial<WorldToken>, options: Readonly<Record<string, unknown>>) => {
    const world = smallWorld(token);
    const own = await startFakeGitHub({ world });
    const { outcome } = await playCheck({
      type: createGitHubTrafficCheck(createDesk()),
      github: own,
      options,
      ledger: createTransientLedger(),
    });
    await own.stop();
    return outcome;
  };

  it("that are missing for one repository are told with its name, and the others go on", async () => {
    const ledger = createTransientLedger();
    const options = { repositories: ["kumi/public"] };
    const { outcome, requests } = await play(ledger, options);
    expect(outcome.status).toBe("degraded");
    expect(outcome.reason?.detail).toMatch(/^kumi\/public: .*push access.*scope repo/);
    expect(readingOf(outcome, "views_14d")).toBeUndefined();
    expect(requests).toBe(2 + 3 * 4 + 1);
    expect(await kept(ledger, "views", String(named("works").id))).not.toEqual([]);
    expect(await kept(ledger, "views")).toEqual([]);
    named("public").pushers = ["hana"];
    const second = await play(ledger, options);
    expect(second.outcome.status).toBe("up");
    expect(readingOf(second.outcome, "views_yesterday")).toBe(65);
  });

  it("are explained for each kind of token", async () => {
    const fineGrained: Partial<WorldToken> = {
      kind: "fine-grained",
      scopes: [],
      permissions: { metadata: "read" },
    };
    const cases = {
      "fine-grained": await refusalOf({ ...fineGrained, token: "github_pat_none" }, { owner: "hana" }),
      actions: await refusalOf(
        { kind: "actions", scopes: [], permissions: {}, token: "ghs_actions" },
        { repositories: ["hana/works"] },
      ),
      hidden: await refusalOf({}, { repositories: ["kumi/hidden", "hana/works"] }),
    };
    const said = Object.entries(cases).map(
      ([kind, { status, reason }]) => `${kind}: ${status}: ${reason?.detail}`,
    );
    process.stdout.write(`${said.join("\n")}\n`);
    expect(cases["fine-grained"].reason?.detail).toContain("Administration: read");
    expect(cases.actions.reason?.detail).toMatch(/token of Actions cannot have it: use a personal one/);
    expect(cases.hidden.reason).toMatchObject({ code: "github-not-found" });
    expect(cases.hidden.reason?.detail).toMatch(/kumi\/hidden.*private repositories need the scope repo/);
    for (const { status } of Object.values(cases)) expect(status).toBe("degraded");
  });
});

describe("a run that ends early", () => {
  it("says when it goes on, and is no alarm", async () => {
    const [token] = github.world.tokens;
    if (token) token.limits = { core: 6, graphql: 5000 };
    const ledger = createTransientLedger();
    const { outcome } = await play(ledger, { expect: { views_yesterday: { min: 1 } } });
    expect(outcome).toMatchObject({ status: "unknown", reason: { code: "github-limited" } });
    expect(outcome.reason?.detail).toMatch(/before 2026-11-22 18:00:00 UTC/);
    expect(readingOf(outcome, "views_yesterday")).toBeUndefined();
    now += 3_600_000;
    const second = await play(ledger, { expect: { views_yesterday: { min: 1 } } });
    // What was fetched before costs nothing now, so the limit of six is enough for the rest.
    expect(second.outcome.status).toBe("up");
    expect(readingOf(second.outcome, "views_yesterday")).toBe(63);
  });

  it("is gone on with where it ended, so that every repository has its turn", async () => {
    const ledger = createTransientLedger();
    const asked = new Set<string>();
    let runs = 0;
    let outcome;
    do {
      const cut = new AbortController();
      const begin = github.requests().length;
      const trace = () => github.requests().length >= begin + 4 && cut.abort();
      ({ outcome } = await play(ledger, {}, { signal: cut.signal, trace }));
      for (const request of github.requests().slice(begin)) asked.add(request);
      runs += 1;
    } while (outcome.status !== "up" && runs < 20);
    expect(runs).toBeGreaterThan(3);
    expect(runs).toBeLessThan(8);
    expect([...asked].filter((one) => one.includes("/traffic/"))).toHaveLength(12);
  });

  it("is none for the others when one repository gives no answer", async () => {
    const ledger = createTransientLedger();
    failing = "/repos/hana/works/";
    github.world.repositories.reverse();
    await play(ledger);
    const { outcome } = await play(ledger);
    for (const name of ["tools", "notes"])
      expect(await kept(ledger, "clones", String(named(name).id))).not.toEqual([]);
    expect(outcome.status).not.toBe("up");
    failing = "";
    expect((await play(ledger)).outcome.status).toBe("up");
  });
});
