import { describe, expect, it } from "vitest";
import { describeOptions, parseArguments } from "./arguments.ts";
import { UsageError } from "./command.ts";

const options = {
  config: { value: "FILE", summary: "the file" },
  json: { summary: "as JSON" },
  header: { value: "NAME: VALUE", repeated: true, summary: "a header" },
  watch: { value: "INTERVAL", isValue: (word: string) => /^\d+s$/.test(word), summary: "again and again" },
} as const;

const parse = (...args: string[]) => parseArguments(args, options);

describe("parseArguments", () => {
  it("separates words from options wherever they stand", () => {
    expect(parse("orders", "--json", "--config", "a.yaml", "billing")).toEqual({
      words: ["orders", "billing"],
      values: { config: "a.yaml", json: true, header: [], watch: undefined },
    });
  });

  it("takes values after an equals sign, even with further equals signs in them", () => {
    expect(parse("--config=a=b.yaml").values.config).toBe("a=b.yaml");
  });

  it("collects a repeated option in order", () => {
    expect(parse("--header", "a: 1", "--header", "b: 2").values.header).toEqual(["a: 1", "b: 2"]);
  });

  it("takes the next word for an optional value only when it looks like one", () => {
    expect(parse("--watch", "5s", "orders")).toMatchObject({ words: ["orders"], values: { watch: "5s" } });
    expect(parse("--watch", "orders")).toMatchObject({ words: ["orders"], values: { watch: true } });
    expect(parse("--watch").values.watch).toBe(true);
  });

  it("leaves everything after -- alone", () => {
    expect(parse("--", "--json", "-x")).toMatchObject({ words: ["--json", "-x"], values: { json: false } });
  });

  it.each([
    [["--jsno"], "unknown option --jsno, did you mean --json?"],
    [["--frobnicate=secret"], "unknown option --frobnicate"],
    [["-j"], "unknown option -j"],
    [["--toString"], "unknown option --toString"],
    [["--config"], "--config needs a value: --config FILE"],
    [["--config", "--json"], "--config needs a value: --config FILE"],
    [["--json=yes"], "--json takes no value"],
    [["--json", "--json"], "--json is given twice"],
  ])("refuses %j", (args, message) => {
    expect(() => parse(...args)).toThrow(new UsageError(message));
  });
});

it("describes every option in aligned lines", () => {
  expect(describeOptions(options)).toBe(
    [
      "  --config FILE         the file",
      "  --json                as JSON",
      "  --header NAME: VALUE  a header",
      "  --watch [INTERVAL]    again and again",
      "",
    ].join("\n"),
  );
});
