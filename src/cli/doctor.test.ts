import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createCapturedTerminal } from "../../test/support/captured-terminal.ts";
import { startFakeGitHub, type FakeGitHub } from "../../test/support/github/fake-github.ts";
import { canary, sampleWorld } from "../../test/support/github/sample-world.ts";
import { makeCommit, makeRepository, makeToken } from "../../test/support/github/world.ts";
import { tinyCatalogue } from "../../test/support/load-yaml.ts";
import { createGitHub } from "../checks/github/create-github.ts";
import { githubFields } from "../checks/github/options.ts";
import { selectionFields } from "../checks/github/selection.ts";
import { defineCheckType } from "../core/check-type.ts";
import { failedOutcome } from "../core/outcome.ts";
import { reason } from "../core/reason.ts";
import { createDoctorCommand } from "./doctor.ts";

/** Reads GitHub, as the doctor sees it: by its options. */
const numbersCheck = defineCheckType({
  type: "github-numbers",
  summary: "Stands for the check types that read GitHub",
  options: z.strictObject({ ...githubFields, ...selectionFields }),
  prepare: (options, surroundings) => {
    const { host } = createGitHub(options, surroundings);
    const never = failedOutcome("unknown", reason("run-failed", "the doctor runs no check"));
    return { target: "GitHub", host, probe: () => Promise.resolve(never) };
  },
});

const command = createDoctorCommand({
  ...tinyCatalogue,
  checkTypes: [...tinyCatalogue.checkTypes, numbersCheck, { ...numbersCheck, type: "github-commits" }],
});

let fake: FakeGitHub;
let folder: string;
beforeEach(async () => {
  fake = await startFakeGitHub({ world: sampleWorld({}, { now: () => Date.now() }) });
  folder = mkdtempSync(join(tmpdir(), "hinomi-doctor-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await fake.stop();
});

const yaml = (...checks: readonly string[]) =>
  `checks:\n${checks.map((check, index) => `  - { id: c${index}, type: github-numbers, api_url: "${fake.url}", ${check} }`).join("\n")}\n`;

const examine = async (text: string, args: readonly string[] = [], env: Record<string, string> = {}) => {
  writeFileSync(join(folder, "hinomi.yaml"), text);
  const terminal = createCapturedTerminal({ cwd: folder, env });
  const code = await command.run(["github", ...args], terminal);
  const { out, err } = terminal.said;
  expect(out + err).not.toContain(canary);
  return { code, out: out.replaceAll(fake.url, "URL").replaceAll(/until \S+ \S+ UTC/g, "until then"), err };
};

const env = { GITHUB_TOKEN: canary };

describe("hinomi doctor github", () => {
  it("shows a token that may read everything, alike repositories as one row", async () => {
    const { code, out } = await examine(yaml("owner: octo"), [], env);
    expect(out).toBe(`GITHUB_TOKEN of the environment at URL
  classic personal access token
  left: 5000 of 5000 requests, 5000 of 5000 GraphQL points, until then
  for github-numbers: 3 repositories

  repository               commits  statistics  traffic  issues  releases  workflows
  octo/* public (2 alike)  ✓        ✓           ✓        ✓       ✓         ✓
  octo/secret              ✓        ✓           ✓        ✓       ✓         ✓
`);
    expect(code).toBe(0);
  });

  it("shows what a fine-grained token may not, and what to change, each remedy once", async () => {
    const token = `github_pat_${canary}`;
    const permissions = { contents: "read", metadata: "read" } as const;
    fake.world.tokens = [makeToken(token, { login: "octo", kind: "fine-grained", scopes: [], permissions })];
    const { code, out } = await examine(yaml("owner: octo"), [], { GITHUB_TOKEN: token });
    const [, grid, notes] = out.split("\n\n");
    expect(grid).toBe(`  repository               commits  statistics  traffic  issues  releases  workflows
  octo/* public (2 alike)  ✓        ✓           ✗1       ✓       ✓         ✓
  octo/secret              ✓        ✓           ✗1       ✗2      ✓         ✗3`);
    const lines = notes?.trimEnd().split("\n") ?? [];
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^ {2}1 .*the permission Administration: read.* \(and 2 more like it\)$/);
    expect(lines[1]).toMatch(/the permission Issues: read/);
    expect(lines[2]).toMatch(/the permission Actions: read/);
    expect(code).toBe(1);
  });

  it("asks about a few of many alike, or about each", async () => {
    for (let index = 0; index < 97; index += 1)
      fake.world.repositories.push(
        makeRepository(`octo/many-${index}`, { commits: [makeCommit("2026-11-21T10:00:00Z")] }),
      );
    const few = await examine(yaml("owner: octo"), [], env);
    expect(few.out).toContain("for github-numbers: 100 repositories");
    expect(few.out).toContain("octo/* public (3 alike)");
    expect(few.out).toContain("96 more of 100 were not asked about; --all asks about each");
    expect(fake.calls.length).toBeLessThan(30);
    const all = await examine(yaml("owner: octo"), ["--all"], env);
    expect(all.out.match(/octo\/many-\d+ /g)).toHaveLength(97);
    expect(all.out).not.toContain("not asked about");
  });

  it("tells tokens apart and looks at each once", async () => {
    const other = "ghp_other0123456789";
    fake.world.tokens.push(makeToken(other, { login: "guild", expiration: "2020-01-01 00:00:00 UTC" }));
    const text = yaml("owner: octo", "owner: guild", 'repositories: [guild/tool], token: "${OTHER}"');
    const { code, out } = await examine(text, ["--json"], { ...env, OTHER: other });
    const found = z
      .array(z.object({ origin: z.string(), total: z.int(), troubles: z.array(z.string()) }))
      .parse(JSON.parse(out));
    expect(found).toEqual([
      { origin: "GITHUB_TOKEN of the environment", total: 4, troubles: [] },
      { origin: "the option token", total: 0, troubles: [expect.stringContaining("expired or was revoked")] },
    ]);
    expect(code).toBe(1);
  });

  it("is content when what may not be read is not asked for", async () => {
    fake.world.tokens[0]!.scopes = [];
    const commits = yaml("repositories: [octo/hello]").replace("github-numbers", "github-commits");
    const { code, out } = await examine(commits, [], env);
    expect(out).toMatch(/octo\/hello +✓ +✓ +✗1/);
    expect(code).toBe(0);
  });

  it("warns of a token that ends soon", async () => {
    const at = new Date(Date.now() + 2.5 * 86_400_000).toISOString().slice(0, 19).replace("T", " ");
    fake.world.tokens[0]!.expiration = `${at} UTC`;
    const { code, out } = await examine(yaml("owner: octo"), [], env);
    expect(out).toContain(`ends ${at.slice(0, 16)} UTC (soon)`);
    expect(code).toBe(1);
  });

  it("says what it can without a token", async () => {
    const { code, out } = await examine(yaml("owner: octo, repositories: [octo/hello]"));
    expect(out).toContain("no token at URL");
    expect(out).toContain("without a token the repositories of octo cannot be listed");
    expect(out).toMatch(/octo\/hello +✓ +✓ +✗1/);
    expect(code).toBe(1);
  });

  it("cannot run without checks that read GitHub, or with a file that is wrong", async () => {
    const none = await examine('checks: [{ id: a, type: ping, url: "https://a.example/" }]\n');
    expect(none).toMatchObject({ code: 2, err: "hinomi: no check of the configuration reads GitHub\n" });
    const wrong = await examine(yaml("owner: octo"), [], { GITHUB_TOKEN: `ghp_x ${canary}` });
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("a space (U+0020) at position 6 inside the token");
    await expect(command.run(["gitlab"], createCapturedTerminal())).rejects.toThrow("hinomi doctor github");
  });
});
