import { generateKeyPairSync } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
const authorizations = () => fake.calls.map(({ headers }) => headers.authorization);

describe("a token", () => {
  it.each([
    ["GITHUB_TOKEN", { GITHUB_TOKEN: canary, GH_TOKEN: "ghp_other" }],
    ["GH_TOKEN", { GH_TOKEN: canary }],
    ["GH_ENTERPRISE_TOKEN of another server", { GH_ENTERPRISE_TOKEN: canary, GITHUB_TOKEN: "ghp_other" }],
  ])("comes from %s", async (_, env) => {
    await openGitHub(accessGitHub({ api_url: fake.url }, { env })).get(hello);
    expect(authorizations()).toEqual([`Bearer ${canary}`]);
  });

  it("comes from a file", async () => {
    const readFile = (path: string) => (path === "token.txt" ? `${canary}\n` : "");
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    const access = accessGitHub({ api_url: fake.url, token: { file: "token.txt" } }, { readFile, warn });
    await openGitHub(access).get(hello);
    expect(authorizations()).toEqual([`Bearer ${canary}`]);
    expect(warnings).toEqual([
      "the file token.txt: removed a line feed (U+000A) at position 40 around the token",
    ]);
  });

  it("is asked for once within a minute when GitHub does not take it", async () => {
    const clock = createManualClock(sampleNow);
    fake.world.tokens[0]!.isRevoked = true;
    const desk = createDesk();
    const open = () => openGitHub(accessGitHub({ api_url: fake.url, token: canary }, {}, desk), { clock });
    for (let run = 0; run < 5; run += 1) expect(await open().get(hello)).toMatchObject({ kind: "refused" });
    expect(fake.calls).toHaveLength(1);
    fake.world.tokens[0]!.isRevoked = false;
    await clock.advance(60_000);
    expect(await open().get(hello)).toMatchObject({ kind: "found" });
  });

  it("does not travel over plain http to another machine", () => {
    const open = (more: object) =>
      accessGitHub({ api_url: "http://ghe.example.com/api/v3", token: canary, ...more });
    expect(() => open({})).toThrow(/allow_plain_http/);
    expect(() => open({ allow_plain_http: true })).not.toThrow();
  });
});

describe("gh", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hinomi-gh-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const install = async (script: string) => {
    await writeFile(join(folder, "gh"), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, "gh"), 0o755);
  };
  const access = () =>
    accessGitHub({ api_url: fake.url, token: "gh" }, { env: { PATH: `${folder}:/bin:/usr/bin` } });

  it("gives its token, which is kept for a while", async () => {
    await install(`echo "$@" >> ${folder}/calls; echo ${canary}`);
    const clock = createManualClock(sampleNow);
    const one = access();
    await openGitHub(one, { clock }).get(hello);
    await openGitHub(one, { clock }).get("/user");
    expect(authorizations()).toEqual([`Bearer ${canary}`, `Bearer ${canary}`]);
    const { readFile } = await import("node:fs/promises");
    expect(await readFile(join(folder, "calls"), "utf8")).toBe("auth token --hostname 127.0.0.1\n");
  });

  it("is asked again when GitHub refuses its token", async () => {
    await install(`echo x >> ${folder}/calls; echo ghp_wrong`);
    const one = access();
    expect(await openGitHub(one).get(hello)).toMatchObject({ kind: "refused" });
    await install(`echo ${canary}`);
    expect(await openGitHub(one).get(hello)).toMatchObject({ kind: "found" });
  });

  it("may be missing, or signed out", async () => {
    expect(await openGitHub(access()).get(hello)).toMatchObject({
      kind: "refused",
      reason: { detail: expect.stringContaining("gh is not installed") },
    });
    await install(`echo "token ${canary} is bad" >&2; exit 1`);
    const answer = await openGitHub(access()).get(hello);
    expect(answer).toMatchObject({ reason: { detail: expect.stringContaining("gh auth login") } });
    expect(JSON.stringify(answer)).not.toContain(canary);
    expect(fake.calls).toEqual([]);
  });
});

describe("a GitHub App", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const install = () => {
    fake.world.now = () => Date.now();
    fake.world.apps.push({
      appId: "77",
      installationId: 5,
      publicKey,
      login: "octo",
      permissions: { administration: "read", contents: "read" },
      tokenMs: 3_600_000,
    });
  };
  const token = { app_id: 77, installation_id: 5, private_key: privateKey };
  const taken = () => fake.requests().filter((request) => request.startsWith("POST")).length;

  it("gets itself a token, shares it, and renews it before its end", async () => {
    install();
    const clock = createManualClock(sampleNow);
    fake.world.now = () => clock.now();
    const desk = createDesk();
    const open = () => openGitHub(accessGitHub({ api_url: fake.url, token }, {}, desk), { clock });
    await Promise.all([open().get(hello), open().get("/repos/octo/secret"), open().get("/users/octo")]);
    const github = open();
    expect(await github.get(`${hello}/traffic/views`)).toMatchObject({ kind: "found" });
    expect(github.tokenExpiresAt()).toBeUndefined();
    const before = taken();
    await clock.advance(54 * 60_000);
    await open().get(hello);
    expect(taken()).toBe(before);
    await clock.advance(2 * 60_000);
    expect(await open().get(hello)).toMatchObject({ kind: "found" });
    expect(taken()).toBe(before + 1);
    expect(before).toBe(1);
  });

  it("gets another one when GitHub takes the first no more", async () => {
    install();
    const access = accessGitHub({ api_url: fake.url, token });
    await openGitHub(access).get(hello);
    fake.world.tokens.at(-1)!.isRevoked = true;
    expect(await openGitHub(access).get("/users/octo")).toMatchObject({ kind: "refused" });
    expect(await openGitHub(access).get("/users/octo")).toMatchObject({ kind: "found" });
  });

  it("is told what is wrong with it", async () => {
    const ask = async (more: object) =>
      openGitHub(accessGitHub({ api_url: fake.url, token: { ...token, ...more } })).get(hello);
    install();
    expect(await ask({ app_id: 78 })).toMatchObject({
      kind: "refused",
      reason: { detail: expect.stringContaining("check app_id and private_key") },
    });
    fake.world.apps[0]!.isSuspended = true;
    expect(await ask({})).toMatchObject({ reason: { detail: expect.stringContaining("suspended") } });
    expect(() => accessGitHub({ token: { ...token, private_key: "-----BEGIN nonsense" } })).toThrow(
      /^private_key is not a PEM text that can be used/,
    );
  });

  it("may have its key in a file, or with \\n for line feeds", async () => {
    install();
    const readFile = () => privateKey;
    const inFile = { ...token, private_key: "app.pem" };
    const escaped = { ...token, private_key: privateKey.replaceAll("\n", String.raw`\n`) };
    for (const one of [inFile, escaped]) {
      const github = openGitHub(accessGitHub({ api_url: fake.url, token: one }, { readFile }));
      expect(await github.get(hello)).toMatchObject({ kind: "found" });
    }
  });
});

describe("a secret", () => {
  it("is in no answer and no trace, whatever goes wrong", async () => {
    const lines: string[] = [];
    const access = accessGitHub({ api_url: fake.url, token: canary });
    const open = () => openGitHub(access, { trace: (line) => lines.push(line), timeoutMs: 400 });
    const echo = { message: `bad token ${canary} and ${encodeURIComponent(canary)} and ${btoa(canary)}` };
    const said: unknown[] = [];
    const statuses = [400, 401, 403, 404, 409, 418, 422, 429, 451, 500, 502, 503];
    for (const status of statuses) {
      fake.failNext({ kind: "answer", answer: { status, body: echo } }, { times: 3 });
      said.push(await openGitHub(accessGitHub({ api_url: fake.url, token: canary })).get(hello));
      said.push(
        await openGitHub(accessGitHub({ api_url: fake.url, token: canary })).graphql(
          "{ viewer { login } }",
          {},
        ),
      );
      fake.failNext({ kind: "answer", answer: { status, body: echo } });
      said.push(await open().get(hello));
    }
    const errors = ["", "NOT_FOUND", "FORBIDDEN", "RATE_LIMITED"].map((type) => ({
      type,
      path: ["a"],
      ...echo,
    }));
    for (const error of errors) {
      const body = { data: { a: null, b: 1 }, errors: [error] };
      fake.failNext({ kind: "answer", answer: { status: 200, body } });
      const fresh = accessGitHub({ api_url: fake.url, token: canary });
      said.push(await openGitHub(fresh).graphql("{ viewer { login } }", {}));
    }
    const location = `https://evil.example/?token=${canary}`;
    fake.failNext({ kind: "answer", answer: { status: 301, headers: { location }, body: "" } });
    said.push(await openGitHub(accessGitHub({ api_url: fake.url, token: canary })).get(hello));
    const everything = JSON.stringify([said, lines]);
    expect(said.length).toBeGreaterThan(30);
    for (const spelling of [canary, encodeURIComponent(canary), btoa(canary)])
      expect(everything).not.toContain(spelling);
  });
});
