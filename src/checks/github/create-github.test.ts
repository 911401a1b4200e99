import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTransientLedger } from "../../core/transient-ledger.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { startFakeGitHub, type FakeGitHub } from "../../../test/support/github/fake-github.ts";
import { accessGitHub, openGitHub } from "../../../test/support/github/open-github.ts";
import { canary, sampleNow, sampleWorld } from "../../../test/support/github/sample-world.ts";
import { createManualClock } from "../../../test/support/manual-clock.ts";
import { createDesk } from "./desk.ts";

let fake: FakeGitHub;
beforeEach(async () => {
  fake = await startFakeGitHub({ world: sampleWorld() });
});
afterEach(() => fake.stop());

const hello = "/repos/octo/hello";
const options = () => ({ api_url: fake.url, token: canary });

describe("conditional requests", () => {
  it("ask again for what has not changed, free of charge", async () => {
    const github = openGitHub(accessGitHub(options()));
    const first = await github.get(hello);
    const second = await github.get(hello);
    expect(first).toMatchObject({ kind: "found", isNew: true, data: { full_name: "octo/hello" } });
    expect(second).toEqual({ ...first, isNew: false });
    expect(github.count()).toEqual({ requests: 2, notModified: 1 });
    const limit = await github.get("/rate_limit");
    expect(limit).toMatchObject({ data: { rate: { used: 1 } } });
  });

  it("see a change", async () => {
    const github = openGitHub(accessGitHub(options()));
    await github.get(hello);
    const [repository] = fake.world.repositories;
    if (repository) repository.stars += 1;
    expect(await github.get(hello)).toMatchObject({ isNew: true, data: { stargazers_count: 8 } });
  });

  it("survive the process in the check's ledger, pages and projections included", async () => {
    const ledger = createTransientLedger();
    const projection = {
      name: "dates",
      of: (data: unknown) => (Array.isArray(data) ? data.map((commit) => commit.commit.committer.date) : []),
    };
    const path = `${hello}/commits?per_page=100`;
    const read = async () => {
      const github = openGitHub(accessGitHub(options()), { ledger });
      const dates: unknown[] = [];
      let next: string | undefined = path;
      while (next !== undefined) {
        const page = await github.get(next, projection);
        if (page.kind !== "found" || !Array.isArray(page.data)) throw new Error(page.kind);
        expect(page.lastPage ?? 3).toBe(3);
        dates.push(...page.data);
        next = page.next;
      }
      return { dates, count: github.count() };
    };
    const before = await read();
    const after = await read();
    expect(before.dates).toHaveLength(250);
    expect(after.dates).toEqual(before.dates);
    expect([before.count.notModified, after.count.notModified]).toEqual([0, 3]);
  });

  it("are kept apart by token and by projection", async () => {
    fake.world.tokens.push({ ...fake.world.tokens[0]!, token: "ghp_other" });
    const desk = createDesk();
    const one = openGitHub(accessGitHub(options(), {}, desk));
    const other = openGitHub(accessGitHub({ ...options(), token: "ghp_other" }, {}, desk));
    await one.get(hello);
    await other.get(hello);
    await one.get(hello, { name: "id", of: () => 1 });
    expect(fake.calls.map(({ headers }) => headers["if-none-match"])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("the line of a token", () => {
  it("lets one request out at a time, over all checks, in the order in which they asked", async () => {
    const desk = createDesk();
    let open = 0;
    let most = 0;
    await fake.stop();
    fake = await startFakeGitHub({
      world: sampleWorld(),
      fail: () => {
        open += 1;
        most = Math.max(most, open);
        setImmediate(() => (open -= 1));
        return { kind: "delay", ms: 5 };
      },
    });
    const checks = [1, 2, 3].map(() => openGitHub(accessGitHub(options(), {}, desk)));
    const paths = ["/user", hello, `${hello}/releases`, "/users/octo"];
    await Promise.all(checks.flatMap((github) => paths.map((path) => github.get(path))));
    expect(most).toBe(1);
    const asked = fake.requests();
    expect(asked).toHaveLength(12);
    // Each check stands in line with all it wants, one behind the other.
    const wanted = paths.map((path) => `GET ${path}`);
    expect(asked.slice(0, 4)).toEqual(wanted);
    expect(fake.counts()).toEqual({ 200: 4, 304: 8 });
  });

  it("does not make another token wait", async () => {
    fake.world.tokens.push({ ...fake.world.tokens[0]!, token: "ghp_other" });
    const desk = createDesk();
    fake.failNext({ kind: "hang" }, { path: "/user" });
    const held = openGitHub(accessGitHub(options(), {}, desk)).get("/user");
    await fake.called("/user");
    const free = openGitHub(accessGitHub({ ...options(), token: "ghp_other" }, {}, desk));
    expect(await free.get(hello)).toMatchObject({ kind: "found" });
    fake.release();
    expect(await held).toMatchObject({ kind: "found" });
  });

  it("is left by a run whose time is over, and by one that is cut", async () => {
    const desk = createDesk();
    const clock = createManualClock(sampleNow);
    const controller = new AbortController();
    fake.failNext({ kind: "hang" }, { path: "/user" });
    const held = openGitHub(accessGitHub(options(), {}, desk), { clock }).get("/user");
    await fake.called("/user");
    const late = openGitHub(accessGitHub(options(), {}, desk), { clock, timeoutMs: 5000 }).get(hello);
    const run = { clock, signal: controller.signal };
    const cut = openGitHub(accessGitHub(options(), {}, desk), run).get(hello);
    controller.abort();
    expect(await cut).toMatchObject({ kind: "failed", reason: { code: "run-interrupted" } });
    await clock.advance(4750);
    expect(await late).toMatchObject({ kind: "failed", reason: { code: "run-timeout" } });
    fake.release();
    expect(await held).toMatchObject({ kind: "found" });
    expect(fake.requests()).toEqual(["GET /user"]);
  });
});

describe("limits", () => {
  it("stop a token for all checks until the hour is over", async () => {
    fake.world.tokens[0]!.limits.core = 2;
    const clock = createManualClock(sampleNow);
    fake.world.now = () => clock.now();
    const desk = createDesk();
    const open = () => openGitHub(accessGitHub(options(), {}, desk), { clock });
    await open().get("/user");
    await open().get("/users/octo");
    const limited = await open().get(hello);
    expect(limited).toEqual({
      kind: "limited",
      until: sampleNow + 3_600_000,
      reason: {
        code: "github-limited",
        detail:
          "GitHub's limit of 2 requests an hour is used up: nothing is asked before 2026-11-22 01:00:00 UTC",
      },
    });
    expect(await open().get("/user")).toMatchObject({ kind: "limited" });
    expect(fake.calls).toHaveLength(2);
    // GraphQL has a limit of its own.
    expect(await open().graphql("{ viewer { login } }", {})).toMatchObject({ kind: "found" });
    await clock.advance(3_600_000);
    expect(await open().get(hello)).toMatchObject({ kind: "found" });
  });

  it("are waited for by a run that lasts longer", async () => {
    const clock = createManualClock(sampleNow);
    const github = openGitHub(accessGitHub(options()), { clock, timeoutMs: 60_000 });
    fake.limitNext({ status: 429, retryAfter: 30 });
    const answer = github.get(hello);
    await eventually("the pause", () => fake.counts()[429] === 1 && clock.pending() > 0);
    await clock.advance(29_999);
    expect(fake.calls).toHaveLength(1);
    await clock.advance(1);
    expect(await answer).toMatchObject({ kind: "found" });
    expect(github.count().requests).toBe(2);
  });

  it("without a hint hold for a minute, then two, then four", async () => {
    const clock = createManualClock(sampleNow);
    const desk = createDesk();
    const open = () => openGitHub(accessGitHub(options(), {}, desk), { clock });
    fake.limitNext({ times: 3 });
    for (const minutes of [1, 2, 4]) {
      const answer = await open().get(hello);
      expect(answer).toMatchObject({ kind: "limited", until: clock.now() + minutes * 60_000 });
      await clock.advance(minutes * 60_000);
    }
    expect(await open().get(hello)).toMatchObject({ kind: "found" });
    expect(fake.counts()).toEqual({ 403: 3, 200: 1 });
  });

  it("of GraphQL are in its errors", async () => {
    fake.world.tokens[0]!.limits.graphql = 0;
    const clock = createManualClock(sampleNow);
    const desk = createDesk();
    const open = () => openGitHub(accessGitHub(options(), {}, desk), { clock });
    const limited = { kind: "limited", until: sampleNow + 3_600_000, reason: { code: "github-limited" } };
    expect(await open().graphql("{ viewer { login } }", {})).toMatchObject(limited);
    expect(await open().graphql("{ viewer { login } }", {})).toMatchObject(limited);
    expect(fake.calls).toHaveLength(1);
    expect(await open().get(hello)).toMatchObject({ kind: "found" });
  });
});

describe("trouble", () => {
  const broken = { kind: "answer", answer: { status: 502, body: "<html>Bad gateway</html>" } } as const;

  it("is tried again, a few times", async () => {
    const github = openGitHub(
      accessGitHub(
        options(),
        {},
        createDesk(() => 0),
      ),
    );
    fake.failNext(broken);
    fake.failNext({ kind: "reset", when: "before" });
    expect(await github.get(hello)).toMatchObject({ kind: "found" });
    expect(github.count().requests).toBe(3);
  });

  it("ends when the budget of the run is spent", async () => {
    const github = openGitHub(
      accessGitHub(
        options(),
        {},
        createDesk(() => 0),
      ),
    );
    fake.failNext(broken, { times: 100 });
    const failed = { kind: "failed", reason: { code: "status-mismatch" } };
    for (const path of [hello, "/user", "/users/octo"]) expect(await github.get(path)).toMatchObject(failed);
    // Three tries, three tries, and then one: four retries in all.
    expect(github.count().requests).toBe(7);
  });

  it("of a GraphQL query that is too heavy says so", async () => {
    const github = openGitHub(
      accessGitHub(
        options(),
        {},
        createDesk(() => 0),
      ),
    );
    const errors = [
      { type: "RESOURCE_LIMITS_EXCEEDED", message: "Resource limits for this query exceeded." },
    ];
    fake.failNext({ kind: "answer", answer: { status: 200, body: { data: null, errors } } });
    expect(await github.graphql("{ viewer { login } }", {})).toMatchObject({ kind: "failed", tooMuch: true });
    fake.failNext(broken, { times: 3 });
    expect(await github.graphql("{ viewer { login } }", {})).toMatchObject({ kind: "failed", tooMuch: true });
  });
});

describe("answers that are no data", () => {
  it("are told apart", async () => {
    const github = openGitHub(accessGitHub(options()));
    expect(await github.get("/repos/octo/empty/commits")).toEqual({ kind: "empty" });
    expect(await github.get("/repos/octo/empty/stats/code_frequency")).toEqual({ kind: "empty" });
    expect(await github.get(`${hello}/stats/code_frequency`)).toEqual({ kind: "pending" });
    expect(await github.get(`${hello}/stats/code_frequency`)).toMatchObject({ kind: "found" });
    expect(await github.get("/repos/octo/none")).toMatchObject({ kind: "absent" });
  });

  it("of 10,000 commits and more are no statistics", async () => {
    const [repository] = fake.world.repositories;
    const commit = repository?.commits[0];
    if (repository && commit) repository.commits = Array.from({ length: 10_000 }, () => commit);
    const github = openGitHub(accessGitHub(options()));
    await github.get(`${hello}/stats/code_frequency`);
    expect(await github.get(`${hello}/stats/code_frequency`)).toMatchObject({
      kind: "absent",
      reason: { code: "github-not-found", detail: expect.stringContaining("too large") },
    });
  });

  it("leave gaps in GraphQL, and keep the rest", async () => {
    const github = openGitHub(accessGitHub(options()));
    const query = `{ a: repository(owner: "octo", name: "hello") { databaseId }
      b: repository(owner: "octo", name: "none") { databaseId } }`;
    expect(await github.graphql(query, {})).toMatchObject({
      kind: "found",
      data: { a: { databaseId: fake.world.repositories[0]?.id }, b: null },
      gaps: [{ path: ["b"], kind: "absent" }],
    });
    const none = `{ repository(owner: "octo", name: "none") { databaseId } }`;
    expect(await github.graphql(none, {})).toMatchObject({ kind: "absent" });
  });
});

describe("redirects", () => {
  it("of renamed repositories are followed", async () => {
    const github = openGitHub(accessGitHub(options()));
    const answer = await github.get("/repos/octo/hallo");
    expect(answer).toMatchObject({ kind: "found", data: { id: fake.world.repositories[0]?.id } });
    expect(fake.counts()).toEqual({ 301: 1, 200: 1 });
  });

  it("never take the token to another host", async () => {
    const other = await startFakeGitHub({ world: sampleWorld() });
    const github = openGitHub(accessGitHub(options()));
    const location = `${other.url}/repos/octo/hello`;
    for (const status of [301, 302, 307, 308]) {
      fake.failNext({ kind: "answer", answer: { status, headers: { location }, body: {} } });
      const answer = await github.get(hello);
      expect(answer).toMatchObject({ kind: "failed", reason: { code: "redirect-invalid" } });
    }
    const link = `<${location}?page=2>; rel="next"`;
    fake.failNext({ kind: "answer", answer: { status: 200, headers: { link }, body: [] } });
    expect(await github.get(`${hello}/commits`)).toMatchObject({ kind: "failed" });
    expect(other.calls).toEqual([]);
    await other.stop();
  });

  it("do not go round for ever", async () => {
    fake.failNext(
      { kind: "answer", answer: { status: 301, headers: { location: hello }, body: {} } },
      { times: 99 },
    );
    const answer = await openGitHub(accessGitHub(options())).get(hello);
    expect(answer).toMatchObject({ kind: "failed", reason: { code: "too-many-redirects" } });
    expect(fake.calls.length).toBeLessThan(10);
  });
});

it("speaks to an Enterprise Server under its prefix", async () => {
  const server = await startFakeGitHub({ world: sampleWorld(), prefix: "/api/v3" });
  const github = openGitHub(accessGitHub({ api_url: `${server.url}/api/v3`, token: canary }));
  expect(await github.get("/repos/octo/hallo")).toMatchObject({ kind: "found" });
  expect(await github.graphql("{ viewer { login } }", {})).toMatchObject({
    data: { viewer: { login: "octo" } },
  });
  expect(server.requests().at(-1)).toBe("POST /api/graphql");
  await server.stop();
});

it("tells when the token ends", async () => {
  fake.world.tokens[0]!.expiration = "2026-12-01 09:00:00 +0900";
  const github = openGitHub(accessGitHub(options()));
  expect(github.tokenExpiresAt()).toBeUndefined();
  await github.get("/user");
  expect(github.tokenExpiresAt()).toBe(Date.UTC(2026, 11, 1));
});

it("asks without a token for what is public, and says what needs one", async () => {
  const github = openGitHub(accessGitHub({ api_url: fake.url }));
  expect(await github.get(hello)).toMatchObject({ kind: "found" });
  expect(await github.graphql("{ viewer { login } }", {})).toMatchObject({ kind: "refused" });
  expect(fake.calls).toHaveLength(1);
});
