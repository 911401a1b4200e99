import { dirname } from "node:path";
import type { SinkConfig } from "../core/config.ts";
import { isLike, parseSeriesSelector, type SeriesSelector } from "../core/series-selector.ts";
import type { OpenSink, SinkMemory } from "../core/sink.ts";
import type { CheckNames } from "./check-names.ts";
import { sinkFields, sinkSchema } from "./file-schema.ts";
import { canonical, fingerprint } from "./fingerprint.ts";
import { entriesOf, find, itemsOf, pick, textAt, toPlain, type Entry, type Located } from "./located.ts";
import { describeError, pluginOf } from "./plugins.ts";
import { unknownName, type Report } from "./report.ts";
import { createFileReader, type Surroundings } from "./surroundings.ts";
import { validateLocated } from "./validate-located.ts";

const fieldNames = Object.keys(sinkFields);
const dayMs = 86_400_000;

/** Every sink of the file that has no error. Errors are reported. */
export const buildSinks = (from: Surroundings, checks: CheckNames): readonly SinkConfig[] => {
  const sinks = entriesOf(find(from.root, ["sinks"]));
  if (sinks.size === 0) return [];
  const ids = [...checks.ids];
  return [...sinks]
    .map(([id, entry]) => buildSink(id, entry, from, ids))
    .filter((sink) => sink !== undefined);
};

const buildSink = (
  id: string,
  { keyAt, value }: Entry,
  from: Surroundings,
  checkIds: readonly string[],
): SinkConfig | undefined => {
  if (value.kind !== "map") return undefined;
  const { report, catalogue, clock, env, redact } = from;
  const sink = pluginOf(value, catalogue.sinks, "sink type", report);
  const own = pick(value, (key) => !fieldNames.includes(key));
  const options = sink && validateLocated(sink.options, own, report, fieldNames);
  const common = validateLocated(sinkSchema, value, createSilent())?.output;
  const series = itemsOf(find(value, ["series"])).map((item) => readSelector(item, checkIds, report));
  if (!options || !common || !isComplete(series)) return undefined;
  const plain = toPlain(options.input);
  const { readFile, contents } = createFileReader(from);
  const surroundings = { clock, env, readFile, folder: dirname(from.file), redact, sinkId: id };
  const open = (memory: SinkMemory) => sink.open(plain, { ...surroundings, memory });
  try {
    discard(open(forgetful));
  } catch (error) {
    report.error(keyAt, describeError(error, redact));
    return undefined;
  }
  const { per = "day", value: summary = "last", backfill = 30 * dayMs, every = 300_000 } = common;
  const written = { id, type: sink.type, series, per, value: summary };
  const described = {
    ...written,
    title: textAt(value, "title") ?? id,
    backfillMs: backfill,
    everyMs: every,
  };
  return {
    ...described,
    fingerprint: fingerprint(canonical([described, plain, contents])),
    progressKey: fingerprint(redact(canonical([written, plain]))),
    open,
  };
};

const isComplete = (series: readonly (SeriesSelector | undefined)[]): series is readonly SeriesSelector[] =>
  series.every((selector) => selector !== undefined);

/** The file's own schema has said what is wrong with the common fields. */
const createSilent = (): Report => ({
  error: () => undefined,
  warning: () => undefined,
  hasErrors: () => false,
  problems: () => [],
});

const readSelector = (
  item: Located,
  checkIds: readonly string[],
  report: Report,
): SeriesSelector | undefined => {
  const text = textAt(item);
  if (text === undefined) return undefined;
  const selector = parseSeriesSelector(text);
  if (!selector) {
    const rule = "must be <check id>.<reading>, such as commits.commits, *.latency or commits.commits{*}";
    report.error(item.at, `${rule}, not ${JSON.stringify(text)}`);
    return undefined;
  }
  const { check } = selector;
  if (checkIds.some((id) => isLike(check, id))) return selector;
  const isGlob = check.includes("*");
  report.error(
    item.at,
    isGlob ? `no check's id is like ${JSON.stringify(check)}` : unknownName("check", check, checkIds),
  );
  return undefined;
};

/** For a sink that is opened only to see that it can be. */
const forgetful: SinkMemory = {
  recall: () => Promise.resolve(undefined),
  remember: () => Promise.resolve(),
};

const discard = (sink: OpenSink): void => {
  sink.close?.().catch(() => undefined);
};
