import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Alias,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import {
  childPath,
  type Entry,
  type Located,
  type LocatedMap,
  type LocatedScalar,
  type Place,
} from "./located.ts";
import { maskReferences, unmask } from "./mask-references.ts";
import type { Report } from "./report.ts";

/** A text as it stands in the file, before its references are resolved. */
export interface RawText {
  readonly text: string;
  readonly at: Place;
  /** The keys of the maps around it, outermost first. */
  readonly keys: readonly string[];
  /** The file's text from the value's beginning to its end, quotes included. */
  readonly source: string;
}

/** Aliases of aliases can stand for more values than any memory holds. What is written out has no such limit. */
const mostCopiedValues = 500_000;
const mostLevels = 100;

/**
 * Reads YAML 1.2 into a tree of located values, handing each text to `resolve`. Reports syntax errors, duplicate
 * keys, tags and aliases that do not work; absent when the syntax is so broken that nothing else can be said.
 */
export const parseYaml = (
  text: string,
  report: Report,
  resolve: (raw: RawText) => LocatedScalar,
): Located | undefined => {
  const masked = maskReferences(text);
  const root = { offset: 0, path: "" };
  const document = parseSafely(masked);
  if (!document) {
    report.error(root, "cannot be read as YAML: it is nested too deeply");
    return undefined;
  }
  const brokenLines = new Set<number>();
  for (const { code, pos, message } of document.errors) {
    const line = masked.lastIndexOf("\n", pos[0] - 1);
    if (brokenLines.has(line)) continue;
    brokenLines.add(line);
    const told = code === "MULTIPLE_DOCS" ? "only one YAML document is allowed" : unmask(message);
    report.error({ offset: pos[0], path: "" }, `is not valid YAML: ${told}`);
  }
  if (document.errors.length > 0) return undefined;
  for (const { pos, message } of document.warnings)
    report.error({ offset: pos[0], path: "" }, `is not supported here: ${unmask(message)}`);
  const reading = { text, report, resolve, anchors: new Map(), left: mostCopiedValues };
  return read(reading, document.contents, { ...root, keys: [], level: 0, around: [] });
};

/** Absent when the parser gives up: its only exception is the call stack's end. */
const parseSafely = (masked: string) => {
  try {
    return parseDocument(masked, { prettyErrors: false, uniqueKeys: false, logLevel: "error" });
  } catch {
    return undefined;
  }
};

/** What the YAML reader carries from a value to the values in it. */
interface Position {
  readonly path: string;
  readonly keys: readonly string[];
  readonly level: number;
  /** The nodes around it: an alias to one of them would never end. */
  readonly around: readonly Anchorable[];
  /** Where to point when there is no node. */
  readonly offset: number;
  /** Read by an alias. */
  readonly isCopy?: boolean;
}

/** What the whole reading shares. */
interface Reading {
  readonly text: string;
  readonly report: Report;
  readonly resolve: (raw: RawText) => LocatedScalar;
  readonly anchors: Map<string, Anchorable>;
  /** How many more values may be read by aliases. */
  left: number;
}

const read = (reading: Reading, node: unknown, position: Position): Located => {
  const at = { offset: offsetOf(node) ?? position.offset, path: position.path };
  if (isTooMuch(reading, at, position)) return nothing(at);
  if (isAlias(node)) return readAlias(reading, node, at, position);
  if (!isNode(node)) return nothing(at);
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, node);
  if (isScalar(node)) return readScalar(reading, node, at, position);
  const level = position.level + 1;
  const inner = { ...position, level, offset: at.offset, around: [...position.around, node] };
  if (isMap(node)) return readMap(reading, node, at, inner);
  const items = node.items.map((item, index) =>
    read(reading, item, { ...inner, path: childPath(position.path, index) }),
  );
  return { kind: "list", at, items };
};

const nothing = (at: Place): LocatedScalar => ({ kind: "scalar", at, value: null });

const isTooMuch = (reading: Reading, at: Place, { level, isCopy = false }: Position): boolean => {
  if (isCopy) reading.left -= 1;
  if (level > mostLevels) reading.report.error(at, `is nested more than ${mostLevels} levels deep`);
  else if (isCopy && reading.left === -1)
    reading.report.error(at, `is too much: aliases stand for more than ${mostCopiedValues} values`);
  return level > mostLevels || (isCopy && reading.left < 0);
};

const readScalar = (reading: Reading, node: Scalar, at: Place, { keys }: Position): LocatedScalar => {
  const { value } = node;
  if (value === null || typeof value === "number" || typeof value === "boolean")
    return { kind: "scalar", at, value };
  const [start = 0, end = start] = node.range ?? [];
  const written = typeof value === "string" ? value : (node.source ?? "");
  return reading.resolve({ text: unmask(written), at, keys, source: reading.text.slice(start, end) });
};

const readAlias = (reading: Reading, node: Alias, at: Place, position: Position): Located => {
  const target = reading.anchors.get(node.source);
  if (target && !position.around.includes(target))
    return read(reading, target, { ...position, isCopy: true });
  const name = node.source;
  reading.report.error(
    at,
    target ? `*${name} contains itself` : `there is no anchor &${name} before this alias`,
  );
  return nothing(at);
};

const readMap = (reading: Reading, node: YAMLMap, at: Place, position: Position): LocatedMap => {
  const { report } = reading;
  const entries = new Map<string, Entry>();
  const inherited = new Map<string, Entry>();
  for (const pair of node.items) {
    const key = keyOf(pair);
    const keyAt = { offset: offsetOf(pair.key) ?? at.offset, path: childPath(position.path, key ?? "?") };
    if (key === undefined) {
      report.error(keyAt, "a key must be text");
    } else if (isMergeKey(pair)) {
      const merged = mergedMaps(read(reading, pair.value, position));
      if (!merged) report.error(keyAt, "<< needs a map or a list of maps");
      for (const map of merged ?? [])
        for (const [name, entry] of map.entries) if (!inherited.has(name)) inherited.set(name, entry);
    } else if (entries.has(key)) {
      report.error(keyAt, `the key ${JSON.stringify(key)} stands twice in this map`);
    } else {
      const inner = { ...position, path: keyAt.path, keys: [...position.keys, key], offset: keyAt.offset };
      entries.set(key, { keyAt, value: read(reading, pair.value, inner) });
    }
  }
  return { kind: "map", at, entries: new Map([...inherited, ...entries]) };
};

type Anchorable = YAMLMap | YAMLSeq | Scalar;

const isNode = (node: unknown): node is Anchorable => isMap(node) || isSeq(node) || isScalar(node);

const offsetOf = (node: unknown): number | undefined =>
  isNode(node) || isAlias(node) ? node.range?.[0] : undefined;

const keyOf = ({ key }: Pair): string | undefined => {
  if (!isScalar(key)) return undefined;
  return unmask(typeof key.value === "string" ? key.value : (key.source ?? String(key.value)));
};

const isMergeKey = ({ key }: Pair): boolean =>
  isScalar(key) && key.type === "PLAIN" && (key.source ?? key.value) === "<<";

const mergedMaps = (value: Located): readonly LocatedMap[] | undefined => {
  const maps = value.kind === "list" ? value.items : [value];
  return maps.every((map) => map.kind === "map") ? maps : undefined;
};
