import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startFakeGitHub, type FakeGitHub } from "../../../test/support/github/fake-github.ts";
import { playCheck, readingOf } from "../../../test/support/github/play-check.ts";
import { createWorld137, trueDays } from "../../../test/support/github/world-137.ts";
import type { WorldCommit } from "../../../test/support/github/world.ts";
import { addDays } from "../../core/day.ts";
import type { Ledger } from "../../core/ledger.ts";
import { createTransientLedger } from "../../core/transient-ledger.ts";
import { createSqliteStore } from "../../stores/sqlite/store.ts";
import { createGitHubCommitsCheck } from "../github-commits.ts";
import { createDesk } from "../github/desk.ts";
import { eachDay } from "../github/day-calendar.ts";

let github: FakeGitHub;

beforeEach(async () => {
  github = await startFakeGitHub({ world: createWorld137() });
});
afterEach(() => github.stop());

const zones = [
  { timezone: "Asia/Tokyo", today: "2026-11-23" },
  { timezone: "America/New_York", today: "2026-11-22" },
];

/** A new process each time: nothing is known but what the ledger keeps. */
const play = (ledger: Ledger, timezone: string, more: { options?: object; timeoutMs?: number } = {}) =>
  playCheck({
    type: createGitHubCommitsCheck(createDesk()),
    github,
    options: { owner: "hana", ...more.options },
    timezone,
    ledger,
    run: { timeoutMs: more.timeoutMs ?? 120_000 },
  });

const owned = () => github.world.repositories.filter(({ isFork }) => !isFork);

/** Every day of a year as the world has it, or those of one repository. */
const truth = (today: string, timezone: string, part = "", counts?: (commit: WorldCommit) => boolean) => {
  const repositories = part === "" ? owned() : owned().filter(({ id }) => String(id) === part);
  const days = trueDays(repositories, timezone, counts);
  return eachDay(addDays(today, -364), today).map((day) => ({
    day,
    value: days.get(day) ?? 0,
    provisional: day === today,
  }));
};

const kept = async (ledger: Ledger, part = "") => {
  const days = await ledger.days({ reading: "commits", part, from: "2000-01-01", to: "2100-01-01" });
  return days.map(({ day, value, provisional }) => ({ day, value, provisional }));
};

const bigPart = () => String(github.world.repositories.find(({ commits }) => commits.length === 12_000)?.id);

describe("137 repositories", () => {
  it.each(zones)("have the commits of every day as $timezone cuts it", async ({ timezone, today }) => {
    const ledger = createTransientLedger();
    const first = await play(ledger, timezone);
    expect(first.outcome).toMatchObject({ status: "up" });
    expect(readingOf(first.outcome, "repositories")).toBe(137);
    const whole = truth(today, timezone);
    expect(await kept(ledger)).toEqual(whole);
    expect(readingOf(first.outcome, "commits")).toBe(whole.at(-1)?.value);
    expect(readingOf(first.outcome, "commits_yesterday")).toBe(whole.at(-2)?.value);
    const week = whole.slice(-7).reduce((sum, { value }) => sum + value, 0);
    expect(readingOf(first.outcome, "commits_7d")).toBe(week);
    for (const { id } of owned())
      expect(await kept(ledger, String(id))).toEqual(truth(today, timezone, String(id)));

    const changed = github.world.repositories.find(({ name }) => name === "work-050");
    if (changed) changed.name = "renamed";
    const second = await play(ledger, timezone);
    expect(await kept(ledger)).toEqual(whole);
    const titles = await ledger.parts();
    expect(titles.find(({ part }) => part === String(changed?.id))?.title).toBe("hana/renamed");
    process.stdout.write(`${timezone}: ${first.requests} requests at first, then ${second.requests}\n`);
    expect(first.requests).toBeLessThan(40);
    expect(second.requests).toBe(2);
  });

  it("are counted whole however often a run is ended, in SQLite, today first", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hinomi-commits-"));
    const [{ timezone, today }] = zones as [(typeof zones)[number]];
    let [runs, complete] = [0, false];
    try {
      for (; !complete && runs < 60; runs += 1) {
        const store = createSqliteStore({ path: join(folder, "store.db") });
        const ledger = store.ledger.of("commits");
        // The run after next is cut in the middle of an answer, at another place each time.
        const cut = new AbortController();
        const end = runs % 3 === 2 ? github.requests().length + 3 : github.requests().length + 5;
        const watch = setInterval(() => github.requests().length >= end && cut.abort(), 1);
        const { outcome } = await playCheck({
          type: createGitHubCommitsCheck(createDesk()),
          github,
          options: { owner: "hana" },
          timezone,
          ledger,
          run: { signal: cut.signal },
        });
        clearInterval(watch);
        const days = await kept(ledger);
        const whole = new Map(truth(today, timezone).map((one) => [one.day, one]));
        for (const one of days) expect(one).toEqual(whole.get(one.day));
        const commits = readingOf(outcome, "commits");
        if (commits !== undefined) expect(commits).toBe(whole.get(today)?.value);
        complete = days.length === 365 && outcome.status === "up";
        await store.close();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    process.stdout.write(`complete after ${runs} interrupted runs\n`);
    expect(complete).toBe(true);
    expect(runs).toBeGreaterThan(4);
  });

  it("can be counted for one author", async () => {
    const [{ timezone, today }] = zones as [(typeof zones)[number]];
    const ledger = createTransientLedger();
    await play(ledger, timezone, { options: { author: "kaito", include: ["work-1*"] } });
    expect(await kept(ledger, bigPart())).toEqual(
      truth(today, timezone, bigPart(), ({ author }) => author === "kaito"),
    );
    const byMail = createTransientLedger();
    await play(byMail, timezone, { options: { author: "kaito@example.com", include: ["work-1*"] } });
    expect(await kept(byMail)).toEqual(await kept(ledger));
  });

  it("come with the owner's calendar when it is asked for", async () => {
    const ledger = createTransientLedger();
    const options = { contributions: true, include: ["work-00?"], backfill: "800d" };
    const { outcome } = await play(ledger, "America/New_York", { options });
    expect(readingOf(outcome, "contributions")).toBe(4);
    const range = { reading: "contributions", part: "", from: "2000-01-01", to: "2100-01-01" };
    const days = await ledger.days(range);
    expect(days.map(({ day }) => day)).toEqual(eachDay(addDays("2026-11-22", -799), "2026-11-22"));
    expect(days.filter(({ value }) => value > 0).map(({ day, value }) => `${day} ${value}`)).toEqual([
      "2026-03-08 7",
      "2026-11-22 4",
    ]);
    const second = await play(ledger, "America/New_York", { options });
    expect(second.requests).toBe(3);
  });

  it.each(["UTC", "Pacific/Kiritimati"])("are the same where the machine's zone is %s", async (zone) => {
    const own = process.env["TZ"];
    process.env["TZ"] = zone;
    try {
      const ledger = createTransientLedger();
      const options = { include: ["work-00?"] };
      await play(ledger, "Asia/Tokyo", { options });
      for (const { id } of owned().filter(({ name }) => name.startsWith("work-00")))
        expect(await kept(ledger, String(id))).toEqual(truth("2026-11-23", "Asia/Tokyo", String(id)));
    } finally {
      if (own === undefined) delete process.env["TZ"];
      else process.env["TZ"] = own;
    }
  });
});
