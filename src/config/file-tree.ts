import { find, toPlain, type Located, type LocatedMap } from "./located.ts";
import { createInterpolation, isInnocent, type Interpolation, type Outside } from "./interpolation.ts";
import { Beyond } from "./quick-cursor.ts";
import { QuickYaml, type ResolveQuickly } from "./quick-yaml.ts";
import { createReport, type Report } from "./report.ts";
import { parseYaml } from "./yaml-tree.ts";

/**
 * The checks of a file. A hundred thousand of them with a place for every value would fill the memory: so each is a
 * plain value, and is read again from the text when a place in it is asked for.
 */
export interface CheckItems {
  readonly length: number;
  readonly plain: (index: number) => unknown;
  readonly locate: (index: number) => Located;
  /** Forgets the plain value, which has been used. */
  readonly release: (index: number) => void;
}

/** What a file says. */
export interface FileTree {
  /** Everything but the items of `checks`. */
  readonly root: Located;
  readonly checks: CheckItems;
}

/** A file that has been read, and what is to be said about it so far. */
export interface ReadFile {
  /** Absent when the syntax is broken, which is reported. */
  readonly tree: FileTree | undefined;
  readonly report: Report;
  readonly secrets: ReadonlySet<string>;
}

/** Reads a file's text, giving way now and then. */
export function* readFileTree(text: string, outside: Outside): Generator<void, ReadFile> {
  const quick = begin(text, outside);
  const tree = yield* readQuickly(text, quick.resolve);
  if (tree) return { ...quick, tree };
  // Begun anew: what was said about the part that could be read quickly will be said again, if it is still so.
  const { report, secrets, resolve } = begin(text, outside);
  const whole = parseYaml(text, report, resolve);
  return { report, secrets, tree: whole && fromWhole(whole) };
}

const begin = (text: string, outside: Outside) => {
  const report = createReport(outside.file, text);
  return { report, ...createInterpolation(outside, report) };
};

type Resolve = Interpolation["resolve"];

function* readQuickly(text: string, resolve: Resolve): Generator<void, FileTree | undefined> {
  try {
    const reader = new QuickYaml(text, quickly(text, resolve));
    const plains: unknown[] = [];
    const offsets: number[] = [];
    const root = yield* reader.read("checks", (item, offset) => {
      plains.push(toPlain(item));
      offsets.push(offset);
    });
    const list = find(root, ["checks"]);
    // An empty list, or one in brackets within lines.
    if (offsets.length === 0 || !list) return fromWhole(root);
    return {
      root,
      checks: {
        length: offsets.length,
        plain: (index) => plains[index],
        locate: (index) => reader.reread(list.at, "checks", index, offsets[index] ?? 0),
        release: (index) => (plains[index] = undefined),
      },
    };
  } catch (error) {
    if (error instanceof Beyond) return undefined;
    throw error;
  }
}

/** Nearly every text is what it says: only the others are worth the objects that resolving takes. */
const quickly =
  (text: string, resolve: Resolve): ResolveQuickly =>
  (token, at, around, key) => {
    if (isInnocent(token.text, around, key)) return { kind: "scalar", at, value: token.text };
    const keys = [around, key].filter((name) => name !== undefined);
    return resolve({ text: token.text, at, keys, source: text.slice(token.start, token.end) });
  };

const fromWhole = (whole: Located): FileTree => {
  const list = find(whole, ["checks"]);
  const items = list?.kind === "list" ? list.items : [];
  return {
    root: list?.kind === "list" && whole.kind === "map" ? withoutItems(whole) : whole,
    checks: {
      length: items.length,
      plain: (index) => toPlain(items[index] ?? whole),
      locate: (index) => items[index] ?? whole,
      release: () => undefined,
    },
  };
};

const withoutItems = (whole: LocatedMap): LocatedMap => {
  const entry = whole.entries.get("checks");
  if (entry?.value.kind !== "list") return whole;
  return {
    ...whole,
    entries: new Map(whole.entries).set("checks", { ...entry, value: { ...entry.value, items: [] } }),
  };
};
