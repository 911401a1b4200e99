import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { runCli, startCli, type CliProcess } from "../support/cli-process.ts";

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-serve-"));
  file = join(folder, "hinomi.yaml");
});
afterAll(() => rmSync(folder, { recursive: true }));

const text = (title: string) => `
title: ${title}
server: { port: 0 }
checks:
  - { id: here, type: tcp, host: 127.0.0.1, port: 9, every: 1s }
`;

const serve = async (): Promise<{ readonly cli: CliProcess; readonly url: string }> => {
  const cli = startCli(["serve", "--config", file]);
  const [, url = ""] = await cli.printed(/The page: (\S+)\n.*\/set-up\?token=\S+/);
  return { cli, url };
};

it(
  "answers until it is stopped, takes a changed file, and refuses a bad one",
  { timeout: 90_000 },
  async () => {
    writeFileSync(file, text("One"));
    const { cli, url } = await serve();
    const healthy = async () => (await fetch(`${url}/readyz`)).ok;
    expect(await healthy()).toBe(true);
    const titled = (title: string) => async () =>
      (await (await fetch(`${url}/sign-in`)).text()).includes(title);
    writeFileSync(file, text("Two"));
    await eventually("the changed title", titled("Two"));
    appendFileSync(file, "  - { id: here, type: tcp, host: 127.0.0.1, port: 9 }\n");
    cli.signal("SIGHUP");
    const second = await runCli(["serve", "--config", file]);
    expect(second).toMatchObject({ code: 2 });
    expect(await healthy()).toBe(true);
    expect(await titled("Two")()).toBe(true);
    cli.signal("SIGTERM");
    const ended = await cli.ended;
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain("was read again: 1 checks");
    expect(ended.stderr).toMatch(/hinomi\.yaml:\d+:\d+: checks\[1\]\.id: .*\n.*was refused/);
  },
);

it("names the store and the remedy when another Hinomi has it", { timeout: 90_000 }, async () => {
  writeFileSync(file, text("One"));
  const { cli } = await serve();
  const second = await runCli(["serve", "--config", file]);
  cli.signal("SIGINT");
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(/hinomi\.db is in use by another Hinomi\. \S/);
  expect((await cli.ended).code).toBe(0);
});

it("says what to do when there is no file", async () => {
  const { code, stderr } = await runCli(["serve"], { cwd: folder, env: { HINOMI_CONFIG: "nowhere.yaml" } });
  expect(code).toBe(2);
  expect(stderr).toContain("nowhere.yaml");
});
