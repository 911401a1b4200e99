import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../../test/support/eventually.ts";
import { livingInGroup, zombieChildren } from "../../../test/support/process-group.ts";
import type { RunContext } from "../../core/check.ts";
import { systemClock } from "../../engine/system-clock.ts";
import { runProgram, type ProgramRequest } from "./run-program.ts";

let folder = "";
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "script-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program and says which group it had. */
const play = async (request: Partial<ProgramRequest>, run: Partial<RunContext> = {}) => {
  let group = 0;
  const began = performance.now();
  const end = await runProgram(
    {
      program: "/bin/sh",
      args: [],
      folder,
      env: { PATH: process.env["PATH"] ?? "" },
      outputBytes: 64_000,
      trace: (line) => (group = Number(/process (\d+)/.exec(line)?.[1] ?? group)),
      ...request,
    },
    { signal: new AbortController().signal, timeoutMs: 10_000, clock: systemClock, ...run },
  );
  return { end, group, tookMs: performance.now() - began };
};

const sh = (script: string, run: Partial<RunContext> = {}, request: Partial<ProgramRequest> = {}) =>
  play({ args: ["-c", script], ...request }, run);

const node = (script: string, run: Partial<RunContext> = {}, request: Partial<ProgramRequest> = {}) =>
  play({ program: process.execPath, args: ["-e", script], ...request }, run);

describe("runProgram", () => {
  it("gives what was printed, and the exit code", async () => {
    const { end } = await sh("echo out; echo err >&2; exit 3");
    expect(end).toMatchObject({ kind: "exited", code: 3, stdout: "out\n", stderr: "err\n" });
    expect(end.durationMs).toBeGreaterThan(0);
  });

  it("passes arguments as they stand, without a shell", async () => {
    const args = [
      "-e",
      "console.log(JSON.stringify(process.argv.slice(1)))",
      "$HOME",
      "a b",
      "*",
      "火の見",
      "",
    ];
    const { end } = await play({ program: process.execPath, args });
    expect(JSON.parse(end.stdout)).toEqual(args.slice(2));
  });

  it("passes nothing of its own environment", async () => {
    const { end } = await play({ program: "/usr/bin/env", env: { ONLY: "this" } });
    expect(end.stdout).toBe("ONLY=this\n");
  });

  it("runs in the folder, in which relative programs are found", async () => {
    mkdirSync(join(folder, "bin"), { recursive: true });
    writeFileSync(join(folder, "bin/where"), "#!/bin/sh\npwd -P\n", { mode: 0o755 });
    const { end } = await play({ program: "./bin/where" });
    expect(end).toMatchObject({ kind: "exited", stdout: `${folder}\n` });
  });

  it("ends a program at its time limit, and says so", async () => {
    const { end, group, tookMs } = await sh("sleep 60", { timeoutMs: 150 });
    expect(end).toMatchObject({
      kind: "failed",
      reason: { code: "run-timeout", detail: "the program did not end within 150ms" },
    });
    expect(tookMs).toBeLessThan(20_000);
    expect(livingInGroup(group)).toEqual([]);
  });

  it.each([
    ["that ignores SIGTERM", "trap '' TERM; while :; do sleep 0.05; done"],
    [
      "whose children ignore SIGTERM and hold its output",
      "(trap '' TERM; while :; do sleep 0.05; done) & sleep 60",
    ],
    ["that has stopped itself", "kill -STOP $$; sleep 60"],
    ["that has closed its output", "exec >&- 2>&-; sleep 60"],
    ["that prints without end into a pipe", "yes | sleep 60"],
  ])("ends a program %s with everything in its group", async (_what, script) => {
    const { end, group, tookMs } = await sh(script, { timeoutMs: 150 });
    expect(end).toMatchObject({ kind: "failed", reason: { code: "run-timeout" } });
    expect(tookMs).toBeLessThan(20_000);
    await eventually("an empty group", () => livingInGroup(group).length === 0);
  });

  it("ends a program that is interrupted", async () => {
    const controller = new AbortController();
    const run = { signal: controller.signal };
    const playing = sh("sleep 60 & sleep 60", run);
    controller.abort();
    const { end, group } = await playing;
    expect(end).toMatchObject({ kind: "failed", reason: { code: "run-interrupted" } });
    expect(livingInGroup(group)).toEqual([]);
  });

  it("ends a program by the run's own way of being cut", async () => {
    let cut = () => {};
    const whenCut = (task: () => void) => void (cut = task);
    const playing = sh("sleep 60", { whenCut });
    cut();
    expect((await playing).end).toMatchObject({ kind: "failed", reason: { code: "run-interrupted" } });
  });

  it("does not start a program for a run that is over", async () => {
    const marker = join(folder, "started");
    const { end } = await sh(`touch ${marker}`, { signal: AbortSignal.abort() });
    expect(end).toMatchObject({ kind: "failed", reason: { code: "run-interrupted" } });
    expect((await sh(`test -e ${marker}`)).end).toMatchObject({ kind: "exited", code: 1 });
  });

  it.each(["", " >&2"])("ends a program that prints too much%s", async (where) => {
    const { end, group } = await sh(`yes${where}`, {}, { outputBytes: 1000 });
    const name = where ? "standard error" : "standard output";
    expect(end).toMatchObject({
      kind: "failed",
      reason: {
        code: "output-too-large",
        detail: `more than 1000 bytes on ${name}: print less, or raise output_limit`,
      },
    });
    expect(end.stdout.length + end.stderr.length).toBe(1000);
    expect(livingInGroup(group)).toEqual([]);
  });

  it("reads much from both streams at once", async () => {
    const script = "for (const s of [process.stdout, process.stderr]) s.write('x'.repeat(3e6))";
    const { end } = await node(script, {}, { outputBytes: 3e6 });
    expect(end).toMatchObject({ kind: "exited", code: 0 });
    expect([end.stdout.length, end.stderr.length]).toEqual([3e6, 3e6]);
  });

  it("does not wait for a daemon that keeps the output open", async () => {
    const { end, tookMs } = await sh("(setsid sleep 30 &) ; echo done");
    expect(end).toMatchObject({ kind: "exited", code: 0, stdout: "done\n" });
    expect(tookMs).toBeLessThan(20_000);
  });

  it("leaves a process alone that the program leaves behind", async () => {
    const { end, group } = await sh("sleep 60 >/dev/null 2>&1 & echo done");
    expect(end).toMatchObject({ kind: "exited", stdout: "done\n" });
    const [left = 0] = livingInGroup(group);
    expect(process.kill(left)).toBe(true);
  });

  it("gives the input, and an empty one without", async () => {
    expect((await play({ program: "cat", input: "火".repeat(20_000) })).end.stdout).toBe("火".repeat(20_000));
    expect((await play({ program: "cat" })).end).toMatchObject({ kind: "exited", code: 0, stdout: "" });
  });

  it("does not mind a program that reads no input", async () => {
    const { end } = await sh("exec <&-; echo fine", {}, { input: "x".repeat(1e6) });
    expect(end).toMatchObject({ kind: "exited", code: 0, stdout: "fine\n" });
  });

  it("tells an end by a signal", async () => {
    expect((await sh("kill -SEGV $$")).end).toMatchObject({ kind: "killed", signal: "SIGSEGV" });
  });

  it("leaves no zombies", async () => {
    await Promise.all(Array.from({ length: 20 }, () => sh("sleep 5", { timeoutMs: 50 })));
    await eventually("no zombies", () => zombieChildren().length === 0);
  });
});

describe("a program that cannot be started", () => {
  const file = (name: string, text: string, mode = 0o755) => {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), mode);
    return `./${name}`;
  };

  it.each<[string, () => Partial<ProgramRequest>, RegExp]>([
    [
      "a name that PATH does not have",
      () => ({ program: "no-such-thing" }),
      /no-such-thing is in no folder of PATH: write its whole path/,
    ],
    ["no PATH", () => ({ program: "no-such-thing", env: {} }), /pass_env \(it has none\)/],
    [
      "a path that does not exist",
      () => ({ program: "./nothing" }),
      /\.\/nothing does not exist: correct run/,
    ],
    ["a file that is not executable", () => ({ program: file("plain", "#!/bin/sh\n", 0o644) }), /chmod \+x/],
    ["a folder", () => ({ program: "/usr" }), /\/usr is a folder/],
    [
      "an interpreter that is not there",
      () => ({ program: file("odd", "#!/no/such\n") }),
      /interpreter that does not exist/,
    ],
    [
      "a working folder that does not exist",
      () => ({ folder: "/no/such" }),
      /working folder \/no\/such does not exist: correct cwd/,
    ],
    ["too large arguments", () => ({ args: ["x".repeat(4e6)] }), /larger than the system allows/],
  ])("says the remedy for %s", async (_what, request, detail) => {
    const { end } = await play(request());
    expect(end).toMatchObject({ kind: "failed", reason: { code: "program-not-started" } });
    expect(end.kind === "failed" && end.reason.detail).toMatch(detail);
  });
});
