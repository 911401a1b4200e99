import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { reasonCodes } from "../core/reason.ts";
import { checkTypes } from "./registry.ts";

const names = checkTypes.map(({ type }) => type);
const filesIn = (folder: string, ending: RegExp) =>
  readdirSync(folder).flatMap((name) => (ending.test(name) ? [name.replace(ending, "")] : []));

/** What the file's own schema takes before the type's options are looked at. */
const commonFields = z.looseObject({
  id: z.string(),
  type: z.string(),
  every: z.string().optional(),
  timeout: z.string().optional(),
});

describe("the check types", () => {
  it("are the files of this folder, and have a page each", () => {
    const files = filesIn("src/checks", /(?<!\.test)\.ts$/).filter((name) => name !== "registry");
    expect(files.sort()).toEqual([...names].sort());
    expect(filesIn("docs/checks", /\.md$/).sort()).toEqual([...names].sort());
  });

  it.each(checkTypes)("$type: its page's examples parse, and its reasons exist", ({ type, options }) => {
    const page = readFileSync(`docs/checks/${type}.md`, "utf8");
    const examples = [...page.matchAll(/```yaml\n([^]*?)```/g)].flatMap(([, text = ""]) => {
      const { checks } = z.object({ checks: z.array(commonFields) }).parse(parse(text));
      return checks;
    });
    expect(examples.length).toBeGreaterThan(0);
    for (const { id: _id, type: named, every: _every, timeout: _timeout, ...raw } of examples) {
      expect(named).toBe(type);
      expect(options["~standard"].validate(raw)).not.toHaveProperty("issues");
    }
    const [, reasons = ""] = page.split("## Reasons");
    for (const [, code] of reasons.matchAll(/`([a-z0-9-]+)`/g))
      expect(Object.keys(reasonCodes)).toContain(code);
  });

  it.each(checkTypes)("$type: its page names every option", ({ type, options }) => {
    const page = readFileSync(`docs/checks/${type}.md`, "utf8");
    const { properties = {} } = z.toJSONSchema(options as unknown as z.ZodType, { io: "input" });
    for (const option of Object.keys(properties)) expect(page).toContain(`\`${option}`);
  });
});
