import {
  makeCommit,
  makeOwner,
  makeRepository,
  makeToken,
  makeWorld,
  type World,
  type WorldToken,
} from "./world.ts";

/** A token that must be seen nowhere. */
export const canary = "ghp_Canary0123456789abcdefghijklmnopqrs";

/** The time of the manual clock. */
export const sampleNow = Date.UTC(2026, 10, 22);

/** One owner with a full, an empty and a renamed repository, and one token that may read all of it. */
export const sampleWorld = (token: Partial<WorldToken> = {}, more: Partial<World> = {}): World =>
  makeWorld({
    now: () => sampleNow,
    owners: [
      makeOwner("octo", { contributions: { "2026-11-20": 3, "2026-11-21": 1 } }),
      makeOwner("guild", { type: "Organization" }),
    ],
    repositories: [
      makeRepository("octo/hello", {
        stars: 7,
        forks: 2,
        watchers: 3,
        issues: { open: 2, closed: 1 },
        pulls: { open: 1, closed: 0, merged: 4 },
        formerNames: ["octo/hallo"],
        commits: Array.from({ length: 250 }, (_, index) =>
          makeCommit(new Date(sampleNow - (index + 1) * 3_600_000).toISOString().replace(".000Z", "Z"), {
            author: "octo",
          }),
        ),
        releases: [
          {
            id: 1,
            tag: "v1",
            publishedAt: "2026-10-01T00:00:00Z",
            assets: [{ id: 1, name: "a.zip", downloads: 12 }],
          },
        ],
        runs: [
          {
            id: 1,
            name: "test",
            event: "push",
            status: "completed",
            conclusion: "success",
            createdAt: "2026-11-21T10:00:00Z",
          },
        ],
        traffic: {
          views: [{ day: "2026-11-20", count: 73, uniques: 20 }],
          clones: [{ day: "2026-11-21", count: 4, uniques: 2 }],
          referrers: [{ referrer: "example.com", count: 9, uniques: 4 }],
          paths: [{ path: "/octo/hello", title: "hello", count: 50, uniques: 18 }],
        },
        statistics: { pending: 1, codeFrequency: [[1_795_305_600, 120, -30]] },
      }),
      makeRepository("octo/empty"),
      makeRepository("octo/secret", { isPrivate: true, commits: [makeCommit("2026-11-21T10:00:00Z")] }),
      makeRepository("guild/tool", { pushers: ["octo"], commits: [makeCommit("2026-11-21T11:00:00Z")] }),
    ],
    tokens: [makeToken(canary, { login: "octo", ...token })],
    ...more,
  });
