import { afterEach, expect, it } from "vitest";
import { accessGitHub, openGitHub } from "./open-github.ts";
import { startFakeGitHub, type FakeGitHub } from "./fake-github.ts";
import { canary, sampleWorld } from "./sample-world.ts";

let fake: FakeGitHub;
afterEach(() => fake.stop());

const start = async () => {
  fake = await startFakeGitHub({ world: sampleWorld() });
  return openGitHub(accessGitHub({ api_url: fake.url, token: canary }));
};

it("answers every path that is used as GitHub describes it", async () => {
  const github = await start();
  const paths = [
    "/user",
    "/users/octo",
    "/orgs/guild",
    "/users/octo/repos?per_page=100&type=owner",
    "/orgs/guild/repos?per_page=100",
    "/user/repos?per_page=100&affiliation=owner",
    "/repos/octo/hello",
    `/repositories/${fake.world.repositories[0]?.id}`,
    "/repos/octo/hello/commits?since=2026-11-20T00:00:00Z&until=2026-11-21T00:00:00Z&per_page=100&author=octo",
    "/repos/octo/hello/stats/commit_activity",
    "/repos/octo/hello/stats/code_frequency",
    "/repos/octo/hello/stats/contributors",
    "/repos/octo/hello/stats/participation",
    "/repos/octo/hello/traffic/views?per=day",
    "/repos/octo/hello/traffic/clones?per=week",
    "/repos/octo/hello/traffic/popular/referrers",
    "/repos/octo/hello/traffic/popular/paths",
    "/repos/octo/hello/releases?per_page=100",
    "/repos/octo/hello/actions/runs?per_page=100&status=success&created=2026-11-21..2026-11-22",
    "/repos/octo/hello/issues?state=all&per_page=1",
    "/repos/octo/hello/pulls?state=open&per_page=1",
    "/rate_limit",
  ];
  const kinds: string[] = [];
  for (const path of paths) kinds.push(`${(await github.get(path)).kind} ${path.replace(/\?.*/, "")}`);
  expect(fake.violations).toEqual([]);
  const others = kinds.filter((kind) => !kind.startsWith("found"));
  expect(others).toEqual(["pending /repos/octo/hello/stats/commit_activity"]);
});

it("executes GraphQL on GitHub's own schema", async () => {
  const github = await start();
  const query = `query ($since: GitTimestamp!) {
    rateLimit { cost remaining resetAt }
    repositoryOwner(login: "octo") {
      repositories(first: 2, ownerAffiliations: OWNER) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { id databaseId nameWithOwner isPrivate isFork isArchived stargazerCount forkCount
          watchers { totalCount } issues(states: OPEN) { totalCount } pullRequests(states: [OPEN, MERGED]) { totalCount }
          releases(first: 5) { nodes { tagName releaseAssets(first: 5) { nodes { downloadCount } } } }
          defaultBranchRef { name target { oid ... on Commit { history(since: $since, first: 2) {
            totalCount nodes { committedDate author { user { login } } } } } } } }
      }
      ... on User { contributionsCollection(from: "2026-11-15T00:00:00Z", to: "2026-11-21T23:59:59Z") {
        contributionCalendar { totalContributions weeks { contributionDays { date contributionCount } } } } }
    }
  }`;
  const answer = await github.graphql(query, { since: "2026-11-21T00:00:00Z" });
  expect(fake.violations).toEqual([]);
  expect(answer).toMatchObject({
    kind: "found",
    data: {
      repositoryOwner: {
        repositories: {
          totalCount: 3,
          pageInfo: { hasNextPage: true },
          nodes: [
            {
              stargazerCount: 7,
              issues: { totalCount: 2 },
              pullRequests: { totalCount: 5 },
              defaultBranchRef: { target: { history: { totalCount: 24, nodes: [{}, {}] } } },
            },
            { nameWithOwner: "octo/empty", defaultBranchRef: null },
          ],
        },
        contributionsCollection: { contributionCalendar: { totalContributions: 4 } },
      },
    },
  });
});

it("fails a test that asks what GitHub does not know", async () => {
  const github = await start();
  await github.get("/repos/octo/hello/commits?per_page=many");
  await github.get("/repos/octo/hello/commits?sorted=1");
  await github.get("/repos/octo/hello/");
  await github.graphql("{ viewer { nickname } }", {});
  expect(fake.violations).toHaveLength(5);
  await expect(fake.stop()).rejects.toThrow(
    /per_page=many.*\n.*sorted is unknown.*\n.*slash.*\n.*no such path.*\n.*nickname/,
  );
  fake = await startFakeGitHub({ world: sampleWorld() });
});
