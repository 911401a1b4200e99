import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { systemClock } from "../../engine/system-clock.ts";
import { createRedactor } from "../../net/redact.ts";
import { scriptCheck } from "../script.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "script-"));
  mkdirSync(join(folder, "checks"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const canary = "c4n4ry-Wert/7";

const play = async (text: string) => {
  const { config, problems } = loadConfig({
    file: join(folder, "hinomi.yaml"),
    text,
    env: { PATH: process.env["PATH"], QUEUE_TOKEN: canary },
    readFile: (path) => readFileSync(path, "utf8"),
    catalogue: { checkTypes: [scriptCheck], notifiers: [], sinks: [] },
    clock: systemClock,
    createRedactor,
  });
  expect(problems).toEqual([]);
  const [check] = config?.checks ?? [];
  if (!check) throw new Error("there is no check");
  const lines: string[] = [];
  const outcome = await check.probe({
    signal: new AbortController().signal,
    timeoutMs: 10_000,
    clock: systemClock,
    trace: (line) => lines.push(line),
  });
  return { check, outcome, lines };
};

it("finds programs beside the configuration file, and tells them which check they are of", async () => {
  writeFileSync(join(folder, "checks/say.sh"), "#!/bin/sh\ncat >&2; pwd -P >&2; exit 1\n", { mode: 0o755 });
  const { outcome } = await play(`
timezone: Asia/Tokyo
checks:
  - { id: mine, type: script, run: [./say.sh], cwd: checks, input: [1, two, { three: null }] }
`);
  const said = outcome.evidence?.exchange.filter((line) => line.startsWith("* standard error: ")) ?? [];
  const [input = "", place] = said.map((line) => line.replace("* standard error: ", ""));
  expect(JSON.parse(input)).toEqual({
    check: "mine",
    at: expect.any(Number),
    timezone: "Asia/Tokyo",
    input: [1, "two", { three: null }],
  });
  expect(place).toBe(join(folder, "checks"));
});

it("hides what came from the environment, wherever the program puts it", async () => {
  const { check, outcome, lines } = await play(`
checks:
  - id: mine
    type: script
    run: [sh, -c, 'cat; echo "$0 $ANY" >&2; echo; echo "$ANY=3"; echo "for $ANY" | base64; exit 2', "\${QUEUE_TOKEN}"]
    env: { ANY: "\${QUEUE_TOKEN}" }
    input: { key: "\${QUEUE_TOKEN}" }
    format: lines
`);
  expect(outcome).toMatchObject({ status: "down", reason: { detail: "exit code 2: *** ***" } });
  const everything = JSON.stringify([check.target, outcome, lines]);
  for (const spelling of [canary, encodeURIComponent(canary), btoa(canary), "c4n4ry", "canary_wert"])
    expect(everything).not.toContain(spelling);
});
