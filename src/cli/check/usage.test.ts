import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCapturedTerminal } from "../../../test/support/captured-terminal.ts";
import { catalogue } from "../../catalogue.ts";
import { createCheckCommand } from "../check.ts";
import { runCommandLine } from "../run.ts";

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "hinomi-usage-"));
  writeFileSync(
    join(cwd, "hinomi.yaml"),
    `channels:
  hook: { type: webhook, url: "http://127.0.0.1:1" }
checks:
  - { id: orders, type: tcp, host: 127.0.0.1, port: 1 }
`,
  );
});
afterAll(() => rmSync(cwd, { recursive: true }));

it.each([
  [["ftp://127.0.0.1/"], "ftp:// is not a known kind of URL"],
  [["tcp://127.0.0.1"], "needs a host and a port"],
  [["http://"], "is not a valid URL"],
  [["tcp://127.0.0.1:1", "--method", "POST"], "belong to http:// and https:// URLs"],
  [["orders", "--method", "POST"], "belong to a URL"],
  [["http://127.0.0.1:1", "--header", "5ecret"], 'a --header is not of the form "Name: value"'],
  [["http://127.0.0.1:1", "--header", "x-key: ${KEY}"], "KEY"],
  [["http://127.0.0.1:1", "--expect-status", "fine"], "expect.status"],
  [["http://127.0.0.1:1", "--timeout", "5"], "--timeout must be a duration"],
  [["http://127.0.0.1:1", "--json", "--junit"], "both want standard output"],
  [["http://127.0.0.1:1", "--watch", "--junit"], "do not go together"],
  [["ordres"], 'there is no check "ordres", did you mean "orders"?'],
  [["orders", "--notify=hokk"], 'there is no channel "hokk", did you mean "hook"?'],
  [["orders", "--notify"], "name one with --notify=CHANNEL"],
  [["orders", "--config", "nowhere.yaml"], "nowhere.yaml does not exist"],
])("exits 2 for %j and runs nothing", async (args, message) => {
  const terminal = createCapturedTerminal({ cwd });
  const commands = { check: () => Promise.resolve(createCheckCommand(catalogue)) };
  const code = await runCommandLine(["check", ...args], { terminal, commands, version: "0" });
  expect(terminal.said.err).toContain(message);
  expect(terminal.said.err).not.toContain("5ecret");
  expect([code, terminal.said.out]).toEqual([2, ""]);
});

it("redraws the screen for each round when a person watches", async () => {
  const controller = new AbortController();
  const terminal = createCapturedTerminal({ cwd, isInteractive: true, signal: controller.signal });
  const ended = createCheckCommand(catalogue).run(["orders", "--watch", "20ms"], terminal);
  await expect.poll(() => terminal.said.out.split("\u001b[H\u001b[2J").length).toBeGreaterThan(3);
  controller.abort();
  expect(await ended).toBe(1);
  expect(terminal.said.out.split("\u001b[H\u001b[2J")[1]).toContain("connect-refused");
});
