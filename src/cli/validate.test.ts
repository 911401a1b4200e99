import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tinyCatalogue } from "../../test/support/load-yaml.ts";
import { checkTypes } from "../checks/registry.ts";
import { notifiers } from "../notifiers/registry.ts";
import { sinks } from "../sinks/registry.ts";
import { UsageError, type Command, type Terminal } from "./command.ts";
import { createInitCommand } from "./init.ts";
import { createValidateCommand } from "./validate.ts";

const folder = (files: Readonly<Record<string, string | Uint8Array>> = {}) => {
  const path = mkdtempSync(join(tmpdir(), "hinomi-validate-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
};

const run = async (
  command: Command,
  args: readonly string[],
  terminal: Partial<Terminal> & { readonly cwd: string },
) => {
  let [out, err] = ["", ""];
  const code = await command.run(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    flushed: () => Promise.resolve(),
    isInteractive: false,
    env: {},
    signal: new AbortController().signal,
    ...terminal,
  });
  return { code, out, err };
};

const good = 'checks: [{ id: a, type: ping, url: "https://a.example/" }]\n';
const bad = `checks:
  - id: a
    type: ping
    url: https://a.example/
    metod: GET
    password: hunter22
`;

describe("hinomi validate", () => {
  const validate = createValidateCommand(tinyCatalogue);

  it("says what is in a valid file", async () => {
    const cwd = folder({ "hinomi.yml": good });
    expect(await run(validate, [], { cwd })).toEqual({
      code: 0,
      out: "hinomi.yml is valid: 1 check, 0 channels\n",
      err: "",
    });
  });

  it("shows each problem with its line and a caret, and no secret", async () => {
    const cwd = folder({ "bad.yaml": bad });
    const { code, out } = await run(validate, ["bad.yaml"], { cwd });
    expect(code).toBe(1);
    expect(out).toBe(`bad.yaml:5:5 error checks[0].metod
  unknown key "metod", did you mean "method"? known: url, method, port, token, follow, headers, ca, expect, id, type, title, group, paused, every, timeout, confirm, notify, recheck, remind, flap
    5 |     metod: GET
      |     ^

bad.yaml:6:5 error checks[0].password
  unknown key "password"; known: url, method, port, token, follow, headers, ca, expect, id, type, title, group, paused, every, timeout, confirm, notify, recheck, remind, flap
    6 |     password: ***
      |     ^

bad.yaml:6:15 warning checks[0].password
  password stands here in plain text: keep it outside and write \${NAME} or \${file:path}
    6 |     password: ***
      |               ^

bad.yaml is not valid: 2 errors, 1 warning
`);
  });

  it("puts the caret below the place also behind Japanese text", async () => {
    const before = 'groups: { fire: { title: "火の見", ';
    const cwd = folder({ "hinomi.yaml": `checks: []\n${before}evry: 1s } }\n` });
    const { out } = await run(validate, [], { cwd });
    const width = before.length + "火の見".length;
    expect(out).toContain(`\n    2 | ${before}evry: 1s } }\n      | ${" ".repeat(width)}^\n`);
  });

  it("paints only for a person who wants it", async () => {
    const cwd = folder({ "hinomi.yaml": bad });
    const { out } = await run(validate, [], { cwd, isInteractive: true });
    expect(out).toContain("\u001b[31merror\u001b[39m");
    const plain = await run(validate, [], { cwd, isInteractive: true, env: { NO_COLOR: "1" } });
    expect(plain.out).not.toContain("\u001b");
  });

  it("lets no control character of the file reach the terminal", async () => {
    const cwd = folder({ "hinomi.yaml": 'checks: []\n"a\u0007\u009b31m\\e[0m": 1\n' });
    const { out } = await run(validate, [], { cwd });
    expect(out.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("prints JSON", async () => {
    const cwd = folder({ "hinomi.yaml": "checks: []\nlocale: jp\n" });
    const { code, out } = await run(validate, ["--json"], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      file: "hinomi.yaml",
      valid: false,
      problems: [
        {
          level: "error",
          file: "hinomi.yaml",
          line: 2,
          column: 9,
          path: "locale",
          message: 'must be one of en, ja, found "jp", did you mean "ja"?',
        },
      ],
    });
  });

  it("prints the schema", async () => {
    const { code, out } = await run(validate, ["--schema"], { cwd: folder() });
    expect([code, JSON.parse(out).$defs["check-ping"].properties.type]).toEqual([0, { const: "ping" }]);
  });

  it("takes the file from HINOMI_CONFIG, and reads files beside it", async () => {
    const cwd = folder({
      "other.yaml": 'checks: [{ id: a, type: ping, url: "${file:url}" }]',
      url: "https://a.example/\n",
    });
    const { out } = await run(validate, [], {
      cwd: folder(),
      env: { HINOMI_CONFIG: join(cwd, "other.yaml") },
    });
    expect(out).toBe(`${join(cwd, "other.yaml")} is valid: 1 check, 0 channels\n`);
  });

  it("refuses with the remedy when there is no file, or one that is no text", async () => {
    const cwd = folder({ "binary.yaml": Uint8Array.of(0xff, 0xfe, 0x00) });
    await expect(run(validate, [], { cwd })).rejects.toThrow(
      `there is no hinomi.yaml in ${cwd}: write one with "hinomi init", or name one by --config`,
    );
    await expect(run(validate, ["gone.yaml"], { cwd })).rejects.toThrow(
      "the configuration file gone.yaml does not exist",
    );
    await expect(run(validate, [], { cwd, env: { HINOMI_CONFIG: "gone.yaml" } })).rejects.toThrow(
      "the configuration file gone.yaml (from HINOMI_CONFIG) does not exist",
    );
    await expect(run(validate, ["binary.yaml"], { cwd })).rejects.toThrow(
      "binary.yaml: the file is not UTF-8 text",
    );
    await expect(run(validate, ["."], { cwd })).rejects.toThrow("this is a folder, not a file");
    await expect(run(validate, ["a", "b"], { cwd })).rejects.toThrow(UsageError);
  });
});

describe("hinomi init", () => {
  const catalogue = { checkTypes, notifiers, sinks };
  const init = createInitCommand(catalogue);

  it("writes a file that is valid as it stands, and also with its comments taken in", async () => {
    const cwd = folder();
    expect(await run(init, [], { cwd })).toMatchObject({ code: 0, err: "" });
    const validate = createValidateCommand(catalogue);
    expect((await run(validate, [], { cwd })).out).toBe("hinomi.yaml is valid: 1 check, 0 channels\n");

    const text = readFileSync(join(cwd, "hinomi.yaml"), "utf8");
    const whole = text.replace(/^( *)# (?=( *(- )?[a-z]+:)|  )/gm, "$1");
    writeFileSync(join(cwd, "whole.yaml"), whole);
    const env = { SLACK_WEBHOOK: "https://hooks.slack.example/services/T/B/X", ORDERS_TOKEN: "token-1" };
    expect((await run(validate, ["whole.yaml"], { cwd, env })).out).toBe(
      "whole.yaml is valid: 3 checks, 1 channel\n",
    );
  });

  it("watches the given address and says what to do next", async () => {
    const cwd = folder();
    const { out } = await run(init, ["my.yaml", "--url", "http://127.0.0.1:3000/health"], { cwd });
    expect(readFileSync(join(cwd, "my.yaml"), "utf8")).toContain('    url: "http://127.0.0.1:3000/health"\n');
    expect(out).toContain("hinomi check --config my.yaml");
    await expect(run(init, ["--url", "example.com"], { cwd })).rejects.toThrow(UsageError);
  });

  it("never overwrites a file unless told to", async () => {
    const cwd = folder({ "hinomi.yaml": good });
    expect(await run(init, [], { cwd })).toEqual({
      code: 2,
      out: "",
      err: "hinomi init: hinomi.yaml exists already: choose another name, or overwrite it with --force\n",
    });
    expect(readFileSync(join(cwd, "hinomi.yaml"), "utf8")).toBe(good);
    expect(await run(init, ["--force"], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, "hinomi.yaml"), "utf8")).not.toBe(good);
  });

  it("explains a folder that does not exist", async () => {
    const { code, err } = await run(init, ["gone/hinomi.yaml"], { cwd: folder() });
    expect([code, err]).toEqual([2, "hinomi init: the folder of gone/hinomi.yaml does not exist\n"]);
  });
});
