import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startFakeGitHub, type FakeGitHub } from "../../../test/support/github/fake-github.ts";
import { playCheck, readingOf, type Played } from "../../../test/support/github/play-check.ts";
import { trueDays } from "../../../test/support/github/world-137.ts";
import {
  makeCommit,
  makeOwner,
  makeRepository,
  makeToken,
  makeWorld,
  type World,
  type WorldRepository,
} from "../../../test/support/github/world.ts";
import { addDays, dayOf } from "../../core/day.ts";
import type { Ledger } from "../../core/ledger.ts";
import { createTransientLedger } from "../../core/transient-ledger.ts";
import { createGitHubCommitsCheck } from "../github-commits.ts";
import { createDesk } from "../github/desk.ts";
import { eachDay } from "../github/day-calendar.ts";

const timezone = "America/New_York";
const hourMs = 3_600_000;
const began = Date.UTC(2026, 10, 22, 17);

let github: FakeGitHub;
let world: World;
let now = began;

/** The world is emptied in its place: the fake goes on over it. */
const begin = () => {
  now = began;
  Object.assign(world, { repositories: [makeRepository("hana/a"), makeRepository("hana/b")] });
};

beforeEach(async () => {
  world = makeWorld({
    owners: [makeOwner("hana")],
    tokens: [makeToken("ghp_world".padEnd(40, "1"), { login: "hana", limits: { core: 1e6, graphql: 1e6 } })],
    now: () => now,
  });
  github = await startFakeGitHub({ world });
  begin();
});
afterEach(() => github.stop());

const commit = (hoursAgo: number) =>
  makeCommit(new Date(now - hoursAgo * hourMs).toISOString().replace(/\.\d+/, ""));

/** What a push does: the branch ends with its last commit, whatever its date. */
const push = (repository: WorldRepository, hoursAgo: readonly number[]) => {
  const added = hoursAgo.map(commit);
  repository.commits = [...repository.commits, ...added];
  const last = added.at(-1);
  if (last) repository.head = last.sha;
};

/** What a forced push does: every commit is another one. */
const rewrite = (repository: WorldRepository, from: number, count: number) => {
  const left = repository.commits.filter((_, at) => at < from || at >= from + count);
  repository.commits = left.map(({ date }) => makeCommit(date));
  delete repository.head;
};

const play = (ledger: Ledger, options: object = {}, signal?: AbortSignal): Promise<Played> =>
  playCheck({
    type: createGitHubCommitsCheck(createDesk()),
    github,
    options: { owner: "hana", backfill: "60d", ...options },
    timezone,
    ledger,
    ...(signal && { run: { signal } }),
  });

const today = () => dayOf(now, timezone);

const truth = (repositories: readonly WorldRepository[]) => {
  const days = trueDays(repositories, timezone);
  return eachDay(addDays(today(), -59), today()).map((day) => [day, days.get(day) ?? 0, day === today()]);
};

const kept = async (ledger: Ledger, part = "") => {
  const range = { from: addDays(today(), -59), to: addDays(today(), 1) };
  const days = await ledger.days({ reading: "commits", part, ...range });
  return days.map(({ day, value, provisional }) => [day, value, provisional]);
};

const expectTruth = async (ledger: Ledger) => {
  expect(await kept(ledger)).toEqual(truth(world.repositories));
  for (const repository of world.repositories)
    expect(await kept(ledger, String(repository.id))).toEqual(truth([repository]));
};

const [a, b] = [0, 1].map((at) => () => {
  const found = world.repositories[at];
  if (!found) throw new Error("no such repository");
  return found;
}) as [() => WorldRepository, () => WorldRepository];

describe("changes between runs", () => {
  it("cost one request more, and merges of old commits land on their days", async () => {
    const ledger = createTransientLedger();
    push(a(), [900, 500, 24, 1]);
    await play(ledger);
    push(a(), [700, 650, 0]);
    const second = await play(ledger);
    await expectTruth(ledger);
    // The list, the newest days, the comparison, its pieces by month, and the days that differ.
    expect(second.requests).toBeLessThanOrEqual(5);
    push(a(), [0]);
    expect((await play(ledger)).requests).toBe(3);
    await expectTruth(ledger);
    expect((await play(ledger)).requests).toBe(1);
  });

  it("are found after a forced push", async () => {
    const ledger = createTransientLedger();
    push(a(), [1000, 800, 600, 400, 200, 100, 50, 1]);
    await play(ledger);
    rewrite(a(), 1, 3);
    await play(ledger);
    await expectTruth(ledger);
  });

  it("turn a repository that was emptied or filled", async () => {
    const ledger = createTransientLedger();
    push(a(), [100, 1]);
    await play(ledger);
    a().commits = [];
    delete a().head;
    push(b(), [400, 2]);
    const { outcome } = await play(ledger);
    expect(outcome.status).toBe("up");
    await expectTruth(ledger);
  });

  it("leave what a repository had when it is gone", async () => {
    const ledger = createTransientLedger();
    push(a(), [100, 1]);
    push(b(), [100, 2]);
    await play(ledger);
    const before = truth(world.repositories);
    world.repositories = world.repositories.slice(0, 1);
    const { outcome } = await play(ledger);
    expect(outcome.status).toBe("up");
    expect(readingOf(outcome, "repositories")).toBe(1);
    expect(await kept(ledger)).toEqual(before);
    now += 48 * hourMs;
    await play(ledger);
    expect((await kept(ledger)).slice(-2)).toEqual([
      [addDays(today(), -1), 0, false],
      [today(), 0, true],
    ]);
    expect((await kept(ledger)).at(-3)?.[1]).toBe(before.at(-1)?.[1]);
  });

  it("make the sums anew without a repository that is excluded", async () => {
    const ledger = createTransientLedger();
    push(a(), [100, 1]);
    push(b(), [100, 2]);
    await play(ledger);
    await play(ledger, { exclude: ["b"] });
    expect(await kept(ledger)).toEqual(truth([a()]));
  });

  it("count a commit of tomorrow when tomorrow has come", async () => {
    const ledger = createTransientLedger();
    push(a(), [1, -24]);
    const { outcome } = await play(ledger);
    expect(readingOf(outcome, "commits")).toBe(1);
    now += 24 * hourMs;
    await play(ledger);
    await expectTruth(ledger);
  });

  it("count everything anew in another zone", async () => {
    const ledger = createTransientLedger();
    push(a(), [100, 30, 14, 13, 1]);
    await playCheck({
      type: createGitHubCommitsCheck(createDesk()),
      github,
      options: { owner: "hana", backfill: "60d" },
      timezone: "Asia/Tokyo",
      ledger,
    });
    await play(ledger);
    await expectTruth(ledger);
  });
});

describe("limits", () => {
  it("are no number while today is not counted, and no alarm", async () => {
    const ledger = createTransientLedger();
    push(a(), [1]);
    const token = world.tokens[0];
    if (token) token.limits = { core: 5000, graphql: 1 };
    const { outcome } = await play(ledger, { expect: { commits: { min: 1 } } });
    expect(outcome).toMatchObject({ status: "unknown", reason: { code: "github-limited" } });
    expect(readingOf(outcome, "commits")).toBeUndefined();
  });
});

type Step =
  | { readonly kind: "push"; readonly at: number; readonly hoursAgo: readonly number[] }
  | { readonly kind: "rewrite"; readonly at: number; readonly from: number; readonly count: number }
  | { readonly kind: "wait"; readonly hours: number }
  | { readonly kind: "run"; readonly requests: number }
  | { readonly kind: "add" }
  | { readonly kind: "rename"; readonly at: number };

const at = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("push" as const),
    at,
    hoursAgo: fc.array(fc.nat(80 * 24), { minLength: 1, maxLength: 260 }),
  }),
  fc.record({
    kind: fc.constant("rewrite" as const),
    at,
    from: fc.nat(50),
    count: fc.integer({ min: 1, max: 99 }),
  }),
  fc.record({ kind: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ kind: fc.constant("run" as const), requests: fc.constantFrom(1, 2, 3, 4, 1000) }),
  fc.record({ kind: fc.constant("add" as const) }),
  fc.record({ kind: fc.constant("rename" as const), at }),
);

const take = async (ledger: Ledger, one: Step): Promise<void> => {
  const repository = "at" in one ? world.repositories[one.at % world.repositories.length] : undefined;
  if (one.kind === "push" && repository) push(repository, one.hoursAgo);
  if (one.kind === "rewrite" && repository) rewrite(repository, one.from, one.count);
  if (one.kind === "rename" && repository) repository.name += "x";
  if (one.kind === "wait") now += one.hours * hourMs;
  if (one.kind === "add") {
    const repository = makeRepository(`hana/n${world.repositories.length}`);
    world.repositories.push(repository);
    push(repository, [400, 0]);
  }
  if (one.kind !== "run") return;
  const cut = new AbortController();
  const end = github.requests().length + one.requests;
  const trace = () => github.requests().length >= end && cut.abort();
  const { outcome } = await playCheck({
    type: createGitHubCommitsCheck(createDesk()),
    github,
    options: { owner: "hana", backfill: "60d" },
    timezone,
    ledger,
    run: { signal: cut.signal, trace },
  });
  const commits = readingOf(outcome, "commits");
  if (commits !== undefined) expect(commits).toBe(trueDays(world.repositories, timezone).get(today()) ?? 0);
};

describe("any story of pushes, forced pushes, days and interrupted runs", () => {
  it("ends with the truth after one whole run", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (story) => {
        begin();
        const ledger = createTransientLedger();
        for (const one of story) await take(ledger, one);
        const { outcome } = await play(ledger);
        expect(outcome.status).toBe("up");
        await expectTruth(ledger);
        expect((await play(ledger)).requests).toBe(1);
      }),
      { numRuns: 40 },
    );
  });
});
