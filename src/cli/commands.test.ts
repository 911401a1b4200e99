import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commands } from "./commands.ts";

const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");

describe.each(Object.entries(commands))("the command %s", (name, load) => {
  it("has the name it is listed by, and a summary of one line", async () => {
    const command = await load();
    expect(command.name).toBe(name);
    expect(command.summary).toMatch(/^[A-Z].+[^.]$/);
  });

  it("has its help text in docs/cli.md", async () => {
    const { help } = await load();
    expect(page).toContain(`\n## hinomi ${name}\n\n\`\`\`text\n${help.trim()}\n\`\`\`\n`);
  });
});
