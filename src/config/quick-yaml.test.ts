import { globSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { createInterpolation } from "./interpolation.ts";
import { readFileTree } from "./file-tree.ts";
import type { Located } from "./located.ts";
import { Beyond } from "./quick-cursor.ts";
import { QuickYaml } from "./quick-yaml.ts";
import { createReport } from "./report.ts";
import { parseYaml } from "./yaml-tree.ts";

const outside = { file: "/etc/hinomi/hinomi.yaml", env: { A: "value of a" }, readFile: () => "value of f\n" };

/** Everything about a tree, as plain values. */
const shown = (value: Located): unknown => {
  const at = [value.at.offset, value.at.path];
  if (value.kind === "scalar") return { ...value, at };
  if (value.kind === "list") return { at, items: value.items.map(shown) };
  const entries = [...value.entries].map(([key, entry]) => [
    key,
    entry.keyAt.offset,
    entry.keyAt.path,
    shown(entry.value),
  ]);
  return { at, entries };
};

/** What the `yaml` package makes of it. */
const carefully = (text: string) => {
  const report = createReport(outside.file, text);
  const { resolve, secrets } = createInterpolation(outside, report);
  const tree = parseYaml(text, report, resolve);
  return { tree: tree && shown(tree), problems: report.problems(String), secrets: [...secrets] };
};

/** What the quick reader makes of it, with the list that it hands over put back; absent when it gives up. */
const quickly = (text: string) => {
  const report = createReport(outside.file, text);
  const { resolve, secrets } = createInterpolation(outside, report);
  const read = () => {
    const reader = new QuickYaml(text, ({ text: found, start, end }, at, around, key) =>
      resolve({
        text: found,
        at,
        keys: [around, key].filter((name) => name !== undefined),
        source: text.slice(start, end),
      }),
    );
    const items: Located[] = [];
    const offsets: number[] = [];
    const steps = reader.read("checks", (item, offset) => {
      items.push(item);
      offsets.push(offset);
    });
    let step = steps.next();
    while (!step.done) step = steps.next();
    const root = step.value;
    const list = root.entries.get("checks");
    if (!list || offsets.length === 0) return root;
    const again = offsets.map((offset, index) => reader.reread(list.value.at, "checks", index, offset));
    expect(again.map(shown)).toEqual(items.map(shown));
    const entries = new Map(root.entries).set("checks", {
      ...list,
      value: { kind: "list", at: list.value.at, items },
    });
    return { ...root, entries };
  };
  try {
    return { tree: shown(read()), problems: report.problems(String), secrets: [...secrets] };
  } catch (error) {
    if (error instanceof Beyond) return undefined;
    throw error;
  }
};

const expectSame = (text: string): boolean => {
  const quick = quickly(text);
  if (quick) expect(quick).toEqual(carefully(text));
  return quick !== undefined;
};

const word = fc.constantFrom(
  ..."checks id type url every title headers Authorization token password a-b a.b a/b 1a x_y".split(" "),
);
const text = fc.oneof(
  word,
  fc.constantFrom(
    ..."true True null ~ 12 -3 007 1.50 -0 0x1f 1e3 .5 +1 30s 2026-11-22 .inf no - -- -a a:b :a a: @b".split(
      " ",
    ),
    ..."https://user:pass@a.example/ http://[::1]:80/x#y ${A} ${A:-{x}:,#} ${file:f} $${A} ${ a#b $.a[*]".split(
      " ",
    ),
    ..."火の見 é \u{1F525} \u00A0x x\u00A0 'it''s \"quoted\" back\\slash {a} [b] a,b *x &x !x |x >x %x `x ? # <<".split(
      " ",
    ),
    "",
    "a b",
    "a # b",
    "a: b",
    " padded ",
    "two\nlines",
    "tab\there",
    "a long text that is longer than a line is allowed to be in what the package writes, and then some more of it",
  ),
  fc.string({ maxLength: 8 }),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(word, text), tie("tree"), { maxKeys: 4 }),
  ),
}));
const file = fc.dictionary(word, tree, { maxKeys: 5 });

const written = fc
  .record({
    value: file,
    form: fc.constantFrom("block", "wide", "flow", "json", "pretty", "json strings"),
    blanks: fc.array(fc.tuple(fc.nat(40), fc.constantFrom("", "# note", "   # note", "  ", "#")), {
      maxLength: 3,
    }),
    mark: fc.boolean(),
  })
  .map(({ value, form, blanks, mark }) => {
    const lines = writtenAs(value, form).split("\n");
    for (const [at, line] of blanks) lines.splice(at % (lines.length + 1), 0, line);
    return (mark ? "---\n" : "") + lines.join("\n");
  });

const writtenAs = (value: unknown, form: string): string => {
  switch (form) {
    case "json":
      return JSON.stringify(value);
    case "pretty":
      return JSON.stringify(value, null, 2);
    case "flow":
      return stringify(value, { collectionStyle: "flow", lineWidth: 0 });
    case "json strings":
      return stringify(value, { defaultStringType: "QUOTE_DOUBLE", indent: 4, lineWidth: 0 });
    case "wide":
      return stringify(value, { lineWidth: 0, indentSeq: false, singleQuote: true });
    default:
      return stringify(value);
  }
};

describe("makes the same tree as the yaml package, or gives up", () => {
  it("of whatever the package writes", () => {
    let read = 0;
    fc.assert(
      fc.property(written, (text) => {
        if (expectSame(text)) read += 1;
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  const examples = globSync("examples/*.yaml").map((path) => readFileSync(path, "utf8"));

  it("of what somebody is in the middle of typing", () => {
    const marks = fc.constantFrom(
      ..."-:?[]{},&*!|>'\"%@`#~ \n$<a1\\".split(""),
      "\n  ",
      ": ",
      " #",
      "- ",
      "${A}",
      "\n\n",
      "key: ",
      "\r\n",
      "\t",
    );
    const edit = fc.record({ at: fc.nat(4000), cut: fc.nat(3), put: fc.oneof(marks, fc.constant("")) });
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...examples), written),
        fc.array(edit, { maxLength: 3 }),
        (text, edits) => {
          let edited = text;
          for (const { at, cut, put } of edits) {
            const place = at % (edited.length + 1);
            edited = edited.slice(0, place) + put + edited.slice(place + cut);
          }
          expectSame(edited);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    ...examples,
    ...examples.map((text) => JSON.stringify(JSON.parse(JSON.stringify(carefullyPlain(text))))),
    'checks:\n  - id: a\n    headers: { Authorization: Bearer ${A}, X: "${A:-{b}}" }\n',
    'checks:\n- { "id" : "a\\u00e9\\/\\ud83d\\ude00", b: [1, 2.5, -3, true, null, ~] } # note\n',
  ])("of this file without giving up: %j", (text) => {
    expect(expectSame(text)).toBe(true);
  });
});

function carefullyPlain(text: string): unknown {
  const steps = readFileTree(text, outside);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const checks = step.value.tree?.checks;
  return { checks: Array.from({ length: checks?.length ?? 0 }, (_, index) => checks?.plain(index)) };
}
