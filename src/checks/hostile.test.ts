import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { playCase } from "../../test/support/hostile/hostile-case.ts";
import { hostileCases } from "../../test/support/hostile-target.ts";

// Playing a case ends only when the check has closed all its connections: a leak fails by the test's time limit.
it.concurrent.each(hostileCases)("$type says $expected of a target that $name", async (hostile) => {
  const { status, reason, evidence } = await playCase(hostile);
  expect(reason?.code ?? status).toBe(hostile.expected);
  expect(Boolean(reason)).toBe(status !== "up");
  expect(Buffer.byteLength(JSON.stringify(evidence ?? ""))).toBeLessThan(6000);
});

it("takes little memory for a 1 GiB gzip bomb, and leaves nothing that would keep a process alive", async () => {
  const script = "test/support/print-hostile-table.ts";
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--only", "gzip bomb"]);
  expect(stdout).toContain("1 targets, 0 wrong");
  expect(Number(/at most (\d+) MiB/.exec(stdout)?.[1])).toBeLessThan(400);
});
