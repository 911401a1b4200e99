import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeCheckType } from "../../test/contracts/check-type.ts";
import { startFakeGitHub, type FakeGitHub } from "../../test/support/github/fake-github.ts";
import { playCheck, readingOf } from "../../test/support/github/play-check.ts";
import {
  makeCommit,
  makeOwner,
  makeRepository,
  makeToken,
  makeWorld,
} from "../../test/support/github/world.ts";
import { openTarget, type TargetServer } from "../../test/support/hostile/target-server.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { createGitHubCommitsCheck, githubCommitsCheck } from "./github-commits.ts";
import { createDesk } from "./github/desk.ts";

const good = "ghp_goodgoodgoodgoodgoodgoodgoodgoodgood";
const revoked = "ghp_c4n4ryc4n4ryc4n4ryc4n4ryc4n4ryc4n4ry";

const smallWorld = () =>
  makeWorld({
    owners: [makeOwner("hana"), makeOwner("kumi", { type: "Organization" })],
    repositories: [
      makeRepository("hana/works", {
        commits: [makeCommit(new Date(Date.now() - 1000).toISOString().replace(/\.\d+/, ""))],
      }),
      makeRepository("kumi/tools"),
    ],
    tokens: [makeToken(good, { login: "hana" }), makeToken(revoked, { login: "hana", isRevoked: true })],
  });

let github: FakeGitHub;
let silent: TargetServer;

beforeAll(async () => {
  github = await startFakeGitHub({ world: smallWorld() });
  silent = await openTarget(() => {});
});
afterAll(() => Promise.all([github.stop(), silent.close()]));

describeCheckType("github-commits", {
  type: githubCommitsCheck,
  good: () => ({ api_url: github.url, token: good, owner: "hana", expect: { commits_7d: { min: 1 } } }),
  silent: () => ({ api_url: `http://127.0.0.1:${silent.port}`, token: good, owner: "hana" }),
  secret: {
    value: revoked,
    options: () => ({ api_url: github.url, token: revoked, owner: "hana" }),
  },
  bad: {
    "nobody to look at": { token: good },
    "an owner and owners": { token: good, owner: "hana", owners: ["kumi"] },
    "an owner that is an address": { token: good, owner: "https://github.com/hana" },
    "a repository without its owner": { token: good, repositories: ["works"] },
    "two addresses for an author": { token: good, owner: "hana", author: "a@b@c" },
    "no time to count back": { token: good, owner: "hana", backfill: "1h" },
    "a calendar of nobody": { token: good, repositories: ["hana/works"], contributions: true },
    "an expectation of something else": { token: good, owner: "hana", expect: { views: { min: 1 } } },
  },
});

describe("github-commits", () => {
  const play = (options: Record<string, unknown>) =>
    playCheck({
      type: createGitHubCommitsCheck(createDesk()),
      github,
      options,
      ledger: createTransientLedger(),
    });

  it("says what it looks at, and keeps a ledger", () => {
    const options = { owners: ["hana", "kumi"], repositories: ["octo/hello"], token: good };
    expect(
      githubCommitsCheck.prepare(options, { env: {}, readFile: () => "", redact: (text) => text }),
    ).toMatchObject({ target: "GitHub commits of hana, kumi, octo/hello", usesLedger: true });
  });

  it("is down for an owner that is not there", async () => {
    const { outcome } = await play({ owner: "nobody" });
    expect(outcome).toMatchObject({ status: "down", reason: { code: "github-not-found" } });
  });

  it("is down for an author that is not there", async () => {
    const { outcome } = await play({ owner: "hana", author: "nobody" });
    expect(outcome).toMatchObject({ status: "down", reason: { code: "github-not-found" } });
  });

  it("is degraded when nothing is selected, or a named repository is not there", async () => {
    const none = await play({ owner: "hana", include: ["kumi/*"] });
    expect(none.outcome).toMatchObject({
      status: "degraded",
      judgements: [{ subject: "repositories", actual: "none" }, {}],
    });
    const gone = await play({ repositories: ["hana/works", "hana/gone"] });
    expect(gone.outcome).toMatchObject({
      status: "degraded",
      reason: { code: "github-not-found", detail: expect.stringContaining("hana/gone") },
    });
    expect(readingOf(gone.outcome, "commits_7d")).toBe(1);
  });

  it("takes a repository whose commits are hidden from the token for neither empty nor gone", async () => {
    const world = smallWorld();
    const [open, closed] = ["hana/open", "hana/closed"].map((name) =>
      makeRepository(name as `${string}/${string}`, {
        isPrivate: name === "hana/closed",
        commits: [makeCommit(new Date(Date.now() - 1000).toISOString().replace(/\.\d+/, ""))],
      }),
    );
    world.repositories = [open, closed].filter((one) => one !== undefined);
    world.tokens = [
      makeToken("github_pat_some", { login: "hana", kind: "fine-grained", scopes: [], permissions: {} }),
    ];
    const partly = await startFakeGitHub({ world });
    const ledger = createTransientLedger();
    for (const options of [{ owner: "hana" }, { repositories: ["hana/open", "hana/closed"] }]) {
      const { outcome } = await playCheck({
        type: createGitHubCommitsCheck(createDesk()),
        github: partly,
        options: { ...options, token: "github_pat_some" },
        ledger,
      });
      expect(outcome).toMatchObject({
        status: "degraded",
        reason: { code: "github-refused", detail: expect.stringContaining("hana/closed") },
      });
      expect(outcome.readings).toEqual([{ name: "repositories", value: 1, unit: "count" }]);
      const range = { reading: "commits", from: "2000-01-01", to: "2100-01-01" };
      expect(await ledger.days({ ...range, part: String(closed?.id) })).toEqual([]);
      expect(await ledger.days({ ...range, part: "" })).toEqual([]);
      expect(await ledger.days({ ...range, part: String(open?.id) })).toHaveLength(365);
    }
    await partly.stop();
  });

  it("counts an empty organisation as zero", async () => {
    const { outcome, requests } = await play({ owner: "kumi" });
    expect(outcome.status).toBe("up");
    expect(readingOf(outcome, "commits_7d")).toBe(0);
    expect(requests).toBe(1);
  });
});
