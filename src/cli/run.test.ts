import { describe, expect, it } from "vitest";
import { createCapturedTerminal } from "../../test/support/captured-terminal.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";
import { runCommandLine } from "./run.ts";

const ring: Command = {
  name: "ring",
  summary: "Ring the bell",
  help: "Usage: hinomi ring\n",
  run: async (args, terminal) => {
    if (args[0] === "wrongly") throw new UsageError("a bell is not rung wrongly");
    if (args[0] === "broken") throw new Error("the bell is broken");
    terminal.out(`rung ${args.join(" ")}\n`);
    return 1;
  },
};

const run = async (args: readonly string[], env: Terminal["env"] = {}) => {
  const terminal = createCapturedTerminal({ env });
  const commands = { ring: () => Promise.resolve(ring) };
  const code = await runCommandLine(args, { terminal, commands, version: "1.2.3" });
  return { code, ...terminal.said };
};

describe("the command line", () => {
  it("hands the words over and answers with the command's exit code", async () => {
    expect(await run(["ring", "twice"])).toEqual({ code: 1, out: "rung twice\n", err: "" });
  });

  it.each([["--help"], ["-h"], ["help"]])("lists the commands for %s", async (word) => {
    const { code, out } = await run([word]);
    expect(code).toBe(0);
    expect(out).toContain("  ring  Ring the bell\n");
  });

  it("lists the commands and exits 2 without any word", async () => {
    expect(await run([])).toMatchObject({ code: 2, out: expect.stringContaining("Ring the bell") });
  });

  it.each([[["ring", "--help"]], [["ring", "twice", "-h"]], [["help", "ring"]]])(
    "shows the command's help for %j",
    async (args) => {
      expect(await run(args)).toEqual({ code: 0, out: "Usage: hinomi ring\n", err: "" });
    },
  );

  it("does not take --help after -- for a question", async () => {
    expect(await run(["ring", "--", "--help"])).toMatchObject({ code: 1, out: "rung -- --help\n" });
  });

  it("says its version", async () => {
    expect(await run(["--version"])).toMatchObject({ code: 0, out: "1.2.3\n" });
  });

  it.each([
    ["rign", 'there is no command "rign", did you mean "ring"?'],
    ["toString", 'there is no command "toString"'],
    ["--frob", 'there is no option "--frob"'],
  ])("exits 2 for %s", async (word, message) => {
    const { code, err } = await run([word]);
    expect(code).toBe(2);
    expect(err).toBe(`hinomi: ${message}\nSee "hinomi --help"\n`);
  });

  it("names the command and its help after a mistake in the arguments", async () => {
    expect(await run(["ring", "wrongly"])).toMatchObject({
      code: 2,
      err: 'hinomi ring: a bell is not rung wrongly\nSee "hinomi ring --help"\n',
    });
  });

  it("shows the stack of an unexpected error only to those who want it", async () => {
    expect(await run(["ring", "broken"])).toMatchObject({ code: 2, err: "hinomi: the bell is broken\n" });
    expect((await run(["ring", "broken"], { HINOMI_DEBUG: "1" })).err).toContain("run.test.ts");
  });
});
