import {
  makeCommit,
  makeOwner,
  makeRepository,
  makeToken,
  makeWorld,
  type World,
  type WorldCommit,
  type WorldRepository,
} from "./world.ts";

/** Numbers that look like chance and are the same every time: mulberry32. */
const createChance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
};

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** The moment of the world: noon in New York, two in the morning of the next day in Tokyo. */
export const worldNow = Date.UTC(2026, 10, 22, 17);

/** Midnights of Tokyo (15 UTC) and of New York (4 and 5 UTC), the hours beside them, and any hour. */
const hours = [15, 15, 14, 4, 5, 4, 3, 6];

/** An instant of the last `days` days, often within seconds of a midnight of somewhere. */
const instant = (chance: (below: number) => number, days: number): number => {
  const day = Math.floor(worldNow / dayMs) - chance(days);
  const near = chance(4) > 0;
  const within = near ? chance(7) - 3 : chance(3600);
  const hour = near ? (hours[chance(hours.length)] ?? 0) : chance(24);
  return Math.min(worldNow - 1000, day * dayMs + hour * hourMs + within * 1000);
};

const authors = ["hana", "hana", "kaito"];

const isoSeconds = (at: number): string => new Date(at).toISOString().replace(".000Z", "Z");

/** `commits` of them, the newest first, as a branch without merges has them. */
const makeHistory = (chance: (below: number) => number, commits: number): WorldCommit[] =>
  Array.from({ length: commits }, () => instant(chance, 400))
    .sort((left, right) => right - left)
    .map((at) => {
      const author = authors[chance(authors.length)] ?? "hana";
      return makeCommit(isoSeconds(at), { author, authorDate: isoSeconds(at - chance(30) * dayMs) });
    });

/** A day on which 700 commits were imported at once: more than one page within a day. */
const importedDay = Date.UTC(2026, 6, 14, 3);

const imported = (): WorldCommit[] =>
  Array.from({ length: 700 }, (_, at) =>
    makeCommit(isoSeconds(importedDay + at * 1000), { author: "kaito" }),
  );

const bigHistory = (chance: (below: number) => number): WorldCommit[] =>
  [...makeHistory(chance, 11_300), ...imported()].sort(
    (left, right) => Date.parse(right.date) - Date.parse(left.date),
  );

const sizes = [0, 3, 12, 45, 80, 130, 260, 20, 7, 150];

const makeOne = (chance: (below: number) => number, at: number): WorldRepository => {
  const name = `work-${String(at).padStart(3, "0")}`;
  const commits =
    at < 3 ? [] : at === 136 ? bigHistory(chance) : makeHistory(chance, 1 + (sizes[at % 10] ?? 0));
  return makeRepository(`hana/${name}`, {
    commits,
    isPrivate: at % 11 === 5,
    isArchived: at % 17 === 6,
    stars: at * 3,
    forks: at % 7,
    watchers: at % 5,
    issues: { open: at % 9, closed: at },
    pulls: { open: at % 4, closed: 2, merged: at },
  });
};

export const worldToken = "ghp_worldworldworldworldworldworldwor137";

/**
 * 137 repositories of one user: 3 empty, one with 12,000 commits of which 700 are of one day, commits around the
 * midnights of Tokyo and New York over both changes of New York's clocks. Two forks are beside them. Made anew by each
 * call, so that a test can change it.
 */
export const createWorld137 = (): World => {
  const chance = createChance(137);
  const hana = makeOwner("hana", { contributions: { "2026-11-22": 4, "2026-11-21": 0, "2026-03-08": 7 } });
  const forks = [1, 2].map((at) =>
    makeRepository(`hana/fork-${at}`, { isFork: true, commits: makeHistory(chance, 50) }),
  );
  return makeWorld({
    owners: [hana, makeOwner("kaito")],
    repositories: [...Array.from({ length: 137 }, (_, at) => makeOne(chance, at)), ...forks],
    tokens: [makeToken(worldToken, { login: "hana" })],
    now: () => worldNow,
  });
};

/**
 * How many commits each day has, by what Intl shows for every single one: `2026-11-22` to a number. Days without
 * commits are not in it.
 */
export const trueDays = (
  repositories: readonly WorldRepository[],
  timeZone: string,
  counts: (commit: WorldCommit) => boolean = () => true,
): ReadonlyMap<string, number> => {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const days = new Map<string, number>();
  for (const { commits } of repositories)
    for (const commit of commits) {
      if (!counts(commit)) continue;
      const day = format.format(Date.parse(commit.date));
      days.set(day, (days.get(day) ?? 0) + 1);
    }
  return days;
};
