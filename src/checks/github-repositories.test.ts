import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeCheckType } from "../../test/contracts/check-type.ts";
import { startFakeGitHub, type FakeGitHub } from "../../test/support/github/fake-github.ts";
import { playCheck, readingOf } from "../../test/support/github/play-check.ts";
import { createWorld137, worldToken } from "../../test/support/github/world-137.ts";
import { makeToken, nextId, type WorldRepository } from "../../test/support/github/world.ts";
import { openTarget, type TargetServer } from "../../test/support/hostile/target-server.ts";
import type { Ledger } from "../core/ledger.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { createGitHubRepositoriesCheck, githubRepositoriesCheck } from "./github-repositories.ts";
import { createDesk, type Desk } from "./github/desk.ts";

const revoked = "ghp_c4n4ryc4n4ryc4n4ryc4n4ryc4n4ryc4n4ry";
const dayMs = 86_400_000;

let github: FakeGitHub;
let silent: TargetServer;
let now = Date.UTC(2026, 10, 22, 17);
let desk: Desk;

const world = createWorld137();
world.now = () => now;
world.tokens.push(makeToken(revoked, { login: "hana", isRevoked: true }));

beforeAll(async () => {
  github = await startFakeGitHub({ world });
  silent = await openTarget(() => {});
});
afterAll(() => Promise.all([github.stop(), silent.close()]));
beforeEach(() => {
  desk = createDesk();
  now = Date.UTC(2026, 10, 22, 17);
});

const owned = () => world.repositories.filter(({ isFork }) => !isFork);
const named = (name: string): WorldRepository => {
  const found = world.repositories.find((repository) => repository.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const sum = (value: (repository: WorldRepository) => number) =>
  owned().reduce((sum, repository) => sum + value(repository), 0);

const play = (ledger: Ledger, options: object, timezone = "Asia/Tokyo", timeoutMs = 120_000) =>
  playCheck({
    type: createGitHubRepositoriesCheck(desk),
    github,
    options: { owner: "hana", ...options },
    timezone,
    ledger,
    run: { timeoutMs },
  });

const kept = async (ledger: Ledger, reading: string, part = "") => {
  const days = await ledger.days({ reading, part, from: "2000-01-01", to: "2100-01-01" });
  return days.map(({ day, value, provisional }) => `${day} ${value}${provisional ? " so far" : ""}`);
};

describeCheckType("github-repositories", {
  type: githubRepositoriesCheck,
  good: () => ({ api_url: github.url, token: worldToken, owner: "hana", expect: { stars: { min: 1 } } }),
  silent: () => ({ api_url: `http://127.0.0.1:${silent.port}`, token: worldToken, owner: "hana" }),
  secret: { value: revoked, options: () => ({ api_url: github.url, token: revoked, owner: "hana" }) },
  bad: {
    "nobody to look at": { token: worldToken },
    "a metric that there is not": { token: worldToken, owner: "hana", metrics: ["views"] },
    "no metric": { token: worldToken, owner: "hana", metrics: [] },
  },
});

describe("counts of the list", () => {
  it("are those of every repository, in a request for each hundred", async () => {
    const ledger = createTransientLedger();
    const { outcome, requests } = await play(ledger, {});
    expect(requests).toBe(2);
    expect(Object.fromEntries(outcome.readings.map(({ name, value }) => [name, value]))).toEqual({
      repositories: 137,
      stars: sum(({ stars }) => stars),
      forks: sum(({ forks }) => forks),
      watchers: sum(({ watchers }) => watchers),
      open_issues: sum(({ issues }) => issues.open),
      open_pull_requests: sum(({ pulls }) => pulls.open),
    });
    for (const { id, stars } of owned())
      expect(await kept(ledger, "stars", String(id))).toEqual([`2026-11-23 ${stars} so far`]);
  });

  it("are the day's as they were last, and final when the day is over", async () => {
    const ledger = createTransientLedger();
    const one = named("work-010");
    const before = sum(({ stars }) => stars);
    await play(ledger, { metrics: ["stars"] });
    one.stars += 5;
    now += dayMs / 4;
    await play(ledger, { metrics: ["stars"] });
    expect(await kept(ledger, "stars")).toEqual([`2026-11-23 ${before + 5} so far`]);
    now += dayMs;
    await play(ledger, { metrics: ["stars"] });
    const days = [`2026-11-23 ${before + 5}`, `2026-11-24 ${before + 5} so far`];
    expect(await kept(ledger, "stars")).toEqual(days);
    expect(await kept(ledger, "stars", String(one.id))).toEqual([
      `2026-11-23 ${one.stars}`,
      `2026-11-24 ${one.stars} so far`,
    ]);
  });
});

const release = (assets: number, downloads: number) => ({
  id: nextId(),
  tag: `v${nextId()}`,
  publishedAt: "2026-01-01T00:00:00Z",
  assets: Array.from({ length: assets }, () => ({ id: nextId(), name: `a${nextId()}.tgz`, downloads })),
});

const run = (name: string, conclusion: "success" | "failure" | "cancelled" | null, at: string) => ({
  id: nextId(),
  name,
  event: "push",
  status: conclusion ? ("completed" as const) : ("in_progress" as const),
  conclusion,
  createdAt: at,
});

describe("downloads", () => {
  it("are added up over all pages of releases and all assets", async () => {
    named("work-020").releases = Array.from({ length: 230 }, () => release(3, 7));
    named("work-021").releases = [release(120, 1)];
    const ledger = createTransientLedger();
    const options = { metrics: ["downloads"] };
    const first = await play(ledger, options);
    expect(readingOf(first.outcome, "downloads")).toBe(230 * 3 * 7 + 120);
    expect(first.requests).toBe(2 + 3 + 1);
    expect(await kept(ledger, "downloads", String(named("work-021").id))).toEqual(["2026-11-23 120 so far"]);
    const second = await play(ledger, options);
    expect(readingOf(second.outcome, "downloads")).toBe(230 * 3 * 7 + 120);
    expect(github.counts()[304]).toBe(4);
  });
});

describe("workflows", () => {
  it("fail when their latest run that came to an end did", async () => {
    named("work-030").runs = [
      run("test", "success", "2026-11-20T00:00:00Z"),
      run("test", "failure", "2026-11-21T00:00:00Z"),
      run("test", null, "2026-11-22T00:00:00Z"),
      run("docs", "failure", "2026-11-19T00:00:00Z"),
      run("docs", "success", "2026-11-20T00:00:00Z"),
      run("docs", "cancelled", "2026-11-21T00:00:00Z"),
    ];
    const ledger = createTransientLedger();
    const expectations = { workflows_failing: { max: 0, severity: "degraded" } };
    const options = { metrics: ["workflows"], include: ["work-03?"], expect: expectations };
    const { outcome } = await play(ledger, options);
    expect(readingOf(outcome, "workflows_total")).toBe(2);
    expect(readingOf(outcome, "workflows_failing")).toBe(1);
    expect(outcome).toMatchObject({ status: "degraded", reason: { code: "reading-too-high" } });
    expect(await kept(ledger, "workflows_failing", String(named("work-030").id))).toEqual([
      "2026-11-23 1 so far",
    ]);
  });

  it("are a sum only when every repository was asked, over as many runs as that takes", async () => {
    const ledger = createTransientLedger();
    const options = { metrics: ["workflows"] };
    let runs = 0;
    let outcome;
    do {
      // The run is cut after some thirty requests; another process goes on.
      desk = createDesk();
      const cut = new AbortController();
      const end = github.requests().length + 34;
      const watch = setInterval(() => github.requests().length >= end && cut.abort(), 1);
      ({ outcome } = await playCheck({
        type: createGitHubRepositoriesCheck(desk),
        github,
        options: { owner: "hana", ...options },
        ledger,
        run: { signal: cut.signal },
      }));
      clearInterval(watch);
      runs += 1;
      if (runs === 1) expect(readingOf(outcome, "workflows_total")).toBeUndefined();
    } while (readingOf(outcome, "workflows_total") === undefined && runs < 20);
    expect(readingOf(outcome, "workflows_total")).toBe(2);
    expect(runs).toBeGreaterThan(2);
  });
});

const week = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000;

describe("lines", () => {
  const options = { metrics: ["lines"], include: ["work-04?", "work-001"], backfill: "28d" };

  it("are no number while GitHub counts, and days of weeks after", async () => {
    for (const { name, statistics } of owned())
      if (name.startsWith("work-04")) statistics.codeFrequency = [[week("2026-11-15"), 100, -40]];
    named("work-041").statistics.pending = 2;
    named("work-042").statistics.codeFrequency = [
      [week("2026-11-08"), 7, 0],
      [week("2026-11-22"), 11, -3],
    ];
    const ledger = createTransientLedger();
    const first = await play(ledger, options);
    expect(first.outcome.status).toBe("up");
    expect(readingOf(first.outcome, "lines_added")).toBeUndefined();
    expect(await kept(ledger, "lines_added", String(named("work-041").id))).toEqual([]);
    expect(await kept(ledger, "lines_added")).toEqual([]);
    await play(ledger, options);
    const third = await play(ledger, options);
    expect(readingOf(third.outcome, "lines_added")).toBe(11);
    expect(readingOf(third.outcome, "lines_deleted")).toBe(3);
    const sums = ["2026-10-25 0", "2026-11-01 0", "2026-11-08 7", "2026-11-15 900", "2026-11-22 11 so far"];
    expect(await kept(ledger, "lines_added")).toEqual(sums);
    expect((await kept(ledger, "lines_deleted")).at(-2)).toBe("2026-11-15 360");
    expect(await kept(ledger, "lines_added", String(named("work-041").id))).toEqual([
      "2026-10-25 0",
      "2026-11-01 0",
      "2026-11-08 0",
      "2026-11-15 100",
      "2026-11-22 0 so far",
    ]);
    const fourth = await play(ledger, options);
    expect(fourth.requests).toBe(2);
    expect(readingOf(fourth.outcome, "lines_added")).toBe(11);
  });

  it("are not made of a repository with ten thousand commits, which is said", async () => {
    const ledger = createTransientLedger();
    const { outcome } = await play(ledger, { metrics: ["lines"], include: ["work-136", "work-044"] });
    expect(outcome.status).toBe("up");
    expect(readingOf(outcome, "lines_added")).toBe(0);
    const { actual } = outcome.judgements.find(({ subject }) => subject === "lines") ?? {};
    expect(actual).toMatch(/^1 of 2 repositories; not hana\/work-136: .*too large/);
    expect(await kept(ledger, "lines_added", String(named("work-136").id))).toEqual([]);
  });
});
