import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeCheckType } from "../../test/contracts/check-type.ts";
import { eventually } from "../../test/support/eventually.ts";
import { livingInGroup } from "../../test/support/process-group.ts";
import type { CheckSurroundings } from "../core/check-type.ts";
import type { RunContext } from "../core/check.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { systemClock } from "../engine/system-clock.ts";
import { scriptCheck } from "./script.ts";

const path = { PATH: process.env["PATH"] ?? "" };
const canary = "c4n4ry-Wert/7";

describeCheckType("script", {
  type: scriptCheck,
  good: () => ({ shell: "echo load=0.5; echo 'used=83%'", expect: { load: { max: 1 }, used: { max: 0.9 } } }),
  silent: () => ({ run: ["sleep", "60"] }),
  secret: {
    value: canary,
    options: () => ({
      run: [
        "sh",
        "-c",
        'echo "$API_TOKEN"=1 "$2"; echo "$API_TOKEN" >&2; exit 2',
        "sh",
        "--password",
        canary,
      ],
      env: { API_TOKEN: canary },
    }),
  },
  bad: {
    "no program": {},
    "a program and a shell": { run: ["a"], shell: "a" },
    "an empty program": { run: [""] },
    "a text for a list": { run: "uptime -p" },
    "a NUL": { run: ["a\0b"] },
    "an unknown format": { run: ["a"], format: "xml" },
    "an exit code beyond the last": { run: ["a"], exit_codes: { 256: "up" } },
    "an unknown status": { run: ["a"], exit_codes: { 1: "bad" } },
    "a variable that is none": { run: ["a"], pass_env: ["A=B"] },
    "a reading that is called duration": { run: ["a"], readings: { x: { name: "duration" } } },
    "an expectation of no reading's name": { run: ["a"], expect: { "Load 1": { max: 1 } } },
    "too much output": { run: ["a"], output_limit: "1GB" },
  },
});

let folder = "";
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "script-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const prepare = (options: object, more: Partial<CheckSurroundings> = {}) =>
  scriptCheck.prepare(options, { env: path, readFile: () => "", redact: (text) => text, folder, ...more });

const play = (options: object, run: Partial<RunContext> = {}, more: Partial<CheckSurroundings> = {}) =>
  prepare(options, more).probe({
    signal: new AbortController().signal,
    timeoutMs: 10_000,
    clock: systemClock,
    ...run,
  });

const readingsOf = async (options: object, more: Partial<CheckSurroundings> = {}) => {
  const { readings } = await play(options, {}, more);
  return Object.fromEntries(
    readings
      .filter(({ name }) => name !== "duration")
      .map(({ name, value, unit }) => [name, `${value} ${unit}`]),
  );
};

describe("script", () => {
  it("takes readings of each format", async () => {
    const text = '{"a": 1, "b": {"value": 2, "unit": "ms"}}';
    expect(await readingsOf({ run: ["echo", text] })).toEqual({ a: "1 count", b: "2 ms" });
    expect(await readingsOf({ run: ["echo", "a=1kB"] })).toEqual({ a: "1000 bytes" });
    expect(await readingsOf({ run: ["echo", "OK | a=1s"] })).toEqual({ a: "1 s" });
    expect(await readingsOf({ run: ["echo", 'a_seconds{x="y"} 1'] })).toEqual({ a_seconds_y: "1 s" });
    const named = { run: ["echo", "a=1"], readings: { a: { name: "wait", unit: "ms" }, b: "s" } };
    expect(await readingsOf(named)).toEqual({ wait: "1 ms" });
  });

  it.each([
    [{ shell: "exit 0" }, { status: "up" }],
    [
      { shell: "echo oh >&2; exit 1" },
      { status: "down", reason: { code: "program-failed", detail: "exit code 1: oh" } },
    ],
    [{ shell: "exit 7" }, { status: "down", reason: { detail: "the program says exit code 7" } }],
    [{ shell: "exit 7", exit_codes: { 7: "degraded" } }, { status: "degraded" }],
    [{ shell: "exit 8", exit_codes: { 7: "degraded", other: "unknown" } }, { status: "unknown" }],
    [{ shell: "exit 0", exit_codes: { other: "unknown" } }, { status: "up" }],
    [
      { shell: "echo 'A WARNING - b|c=1'; exit 1" },
      { status: "degraded", reason: { code: "program-failed", detail: "A WARNING - b" } },
    ],
    [{ shell: "echo 'A CRITICAL - b'; exit 2" }, { status: "down", reason: { detail: "A CRITICAL - b" } }],
    [
      { shell: "echo 'A UNKNOWN - b'; exit 3", expect: { c: { max: 1 } } },
      { status: "unknown", reason: { detail: "A UNKNOWN - b" } },
    ],
    [{ shell: "echo 'A CRITICAL - b'; exit 9" }, { status: "unknown" }],
    [
      { run: ["echo", '{"status": "degraded", "message": "slow\\ntoday"}'] },
      { status: "degraded", reason: { detail: "slow today" } },
    ],
    [{ run: ["echo", '{"status": "unknown"}'] }, { status: "unknown", reason: { code: "program-failed" } }],
    [{ run: ["echo", '{"status": '] }, { status: "down", reason: { code: "output-invalid" } }],
    [
      { run: ["echo", "hello"], format: "json" },
      { status: "down", reason: { code: "output-invalid" } },
    ],
    [{ shell: "echo '{'; exit 1" }, { status: "down", reason: { code: "program-failed" } }],
    [
      { shell: "kill -KILL $$" },
      {
        status: "down",
        reason: { code: "program-failed", detail: "the program was ended by SIGKILL, not by Hinomi" },
      },
    ],
    [{ run: ["no-such-thing"] }, { status: "down", reason: { code: "program-not-started" } }],
    [
      { run: ["true"], cwd: "nowhere" },
      { status: "down", reason: { code: "program-not-started" } },
    ],
    [
      { run: ["yes"], output_limit: "1kB" },
      { status: "down", reason: { code: "output-too-large" } },
    ],
    [
      { run: ["echo", "a=3"], expect: { a: { max: 2 } } },
      { status: "down", reason: { code: "reading-too-high" } },
    ],
    [
      { run: ["echo", "a=3"], expect: { b: { max: 2, severity: "degraded" } } },
      { status: "degraded", reason: { code: "reading-missing" } },
    ],
    [
      { run: ["sleep", "0.02"], expect: { duration: { warn: "1ms", fail: "9s" } } },
      { status: "degraded", reason: { code: "latency-exceeded" } },
    ],
  ])("of %j finds %j", async (options, outcome) => {
    expect(await play(options)).toMatchObject(outcome);
  });

  it("ends a silent program with its group at the limit, and when it is stopped", async () => {
    const groups: number[] = [];
    const trace = (line: string) => {
      const [, group] = /^\* started as process (\d+)$/.exec(line) ?? [];
      if (group === undefined) return;
      groups.push(Number(group));
      if (groups.length > 1) controller.abort();
    };
    const controller = new AbortController();
    const options = { shell: "sleep 60 & sleep 61" };
    expect(await play(options, { timeoutMs: 200, trace })).toMatchObject({
      status: "down",
      reason: { code: "run-timeout" },
    });
    const stopped = await play(options, { trace, signal: controller.signal });
    expect(stopped).toMatchObject({ status: "unknown", reason: { code: "run-interrupted" } });
    expect(groups).toHaveLength(2);
    for (const group of groups) await eventually("an empty group", () => livingInGroup(group).length === 0);
  });

  it("gives the input with what the program cannot know", async () => {
    const script =
      'process.stdin.on("data", (text) => console.error(String(text).trim())); process.exitCode = 1';
    const input = { hosts: ["a"], limit: 3 };
    const options = { run: [process.execPath, "-e", script], input };
    const { reason } = await play(options, {}, { checkId: "mine", timezone: "Asia/Tokyo" });
    const given: unknown = JSON.parse(reason?.detail.replace("exit code 1: ", "") ?? "");
    expect(given).toEqual({ check: "mine", at: expect.any(Number), timezone: "Asia/Tokyo", input });
  });

  it("passes PATH, what is listed and what is set, nothing else", async () => {
    const env = { ...path, HOME: "/home/a", API_KEY: "no", LANG: "C" };
    const names = async (options: object) => {
      const shell = "env | cut -d= -f1 | grep -v -e PWD -e _$ -e SHLVL | sed 's/$/=1/'";
      return Object.keys(await readingsOf({ shell, ...options }, { env })).toSorted();
    };
    expect(await names({})).toEqual(["path"]);
    expect(await names({ pass_env: ["PATH", "HOME", "GONE"], env: { EXTRA: 1 } })).toEqual([
      "extra",
      "home",
      "path",
    ]);
  });

  it("runs in the configuration's folder, or in one relative to it", async () => {
    writeFileSync(join(folder, "check.sh"), "#!/bin/sh\necho here=1\n", { mode: 0o755 });
    expect(await readingsOf({ run: ["./check.sh"] })).toEqual({ here: "1 count" });
    expect(await readingsOf({ run: ["./check.sh"], cwd: "." })).toEqual({ here: "1 count" });
  });

  it("says what it runs, without credentials", () => {
    const of = (options: object) => prepare(options).target;
    expect(of({ run: ["/usr/lib/nagios/plugins/check_http", "-H", "example.com", "-p", 443] })).toBe(
      "check_http -H example.com -p 443",
    );
    expect(of({ run: ["mysql", `--password=${canary}`, "-e", "select 1"] })).toBe(
      "mysql '--password=***' -e 'select 1'".replaceAll("'--password=***'", "--password=***"),
    );
    expect(
      of({
        run: [
          "curl",
          "-H",
          `Authorization: Bearer ${canary}`,
          `https://u:${canary}@a.example/?token=${canary}`,
        ],
      }),
    ).not.toContain(canary);
    expect(of({ shell: `API_TOKEN=${canary} ./check; true` })).toBe("API_TOKEN=*** ./check; true");
    expect(of({ shell: "a\n  b" })).toBe("a b");
    expect(of({ shell: "x".repeat(500) })).toHaveLength(200);
  });

  it("keeps evidence of what went wrong, and says what it left out", async () => {
    const { evidence } = await play({ shell: "echo a=1; echo b=x; echo one >&2; echo two >&2; exit 1" });
    expect(evidence?.exchange).toEqual([
      "> echo a=1; echo b=x; echo one >&2; echo two >&2; exit 1",
      expect.stringMatching(/^\* exit code 1 after \d+ ms$/),
      '* "b" is not a number with a known unit: ignored',
      "* standard error: one",
      "* standard error: two",
    ]);
    expect(evidence?.body).toBe("a=1\nb=x\n");
  });

  it("remembers readings where an expectation needs it", async () => {
    const options = { shell: "cat value", expect: { n: { change: { max: 5 } } } };
    const ledger = createTransientLedger();
    const { usesLedger } = prepare(options);
    expect(usesLedger).toBe(true);
    writeFileSync(join(folder, "value"), "n=1");
    expect(await play(options, { ledger })).toMatchObject({ status: "up" });
    writeFileSync(join(folder, "value"), "n=100");
    expect(await play(options, { ledger })).toMatchObject({
      status: "down",
      reason: { code: "reading-changed" },
    });
  });
});
