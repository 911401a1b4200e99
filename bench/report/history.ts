import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { version } from "../../src/version.ts";
import { printTable } from "./print.ts";

const file = new URL("../history.jsonl", import.meta.url);

/** One recorded quick run. Ratios, not times: they hold from one machine to the next. */
interface Entry {
  readonly date: string;
  readonly version: string;
  readonly node: string;
  readonly ratios: Readonly<Record<string, number>>;
}

/** The lines are written by `recordRatios` and by nobody else. */
const readHistory = (): readonly Entry[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Entry)
    : [];

/** Adds a line to the history, for a person to commit. */
export const recordRatios = (ratios: Readonly<Record<string, number>>): void => {
  const rounded = Object.fromEntries(
    Object.entries(ratios).map(([name, value]) => [name, Number(value.toPrecision(3))]),
  );
  const entry: Entry = {
    date: new Date().toISOString().slice(0, 10),
    version,
    node: process.versions.node,
    ratios: rounded,
  };
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
};

/** A ratio so many times as great as the recorded one is a change of the code, not of the machine. */
const tolerance = 2;

/**
 * Only ratios whose two sides are the same runtime on the same kernel are judged: what Node costs against C, and
 * what other people's clients cost, differs from one machine and one Node to the next. The product against its own
 * probe is no measure either: it grows when the probe becomes cheaper.
 */
export const isJudged = (name: string): boolean => /\/ (node-floor|bare |plain )/.test(name);

/** This run's ratios beside the last recorded ones, and the names of those that became much worse. */
export const compareWithHistory = (
  ratios: Readonly<Record<string, number>>,
  history: readonly Entry[] = readHistory(),
): { readonly text: string; readonly worse: readonly string[] } => {
  const last = history.at(-1);
  const worse = Object.entries(ratios)
    .filter(([name, value]) => isJudged(name) && value > tolerance * (last?.ratios[name] ?? Infinity))
    .map(([name]) => name);
  const rows = Object.entries(ratios).map(([name, value]) => [
    name,
    value,
    last?.ratios[name],
    worse.includes(name) ? "WORSE" : isJudged(name) ? "judged" : "shown",
  ]);
  const title = last
    ? `Ratios, and those recorded on ${last.date} (Node ${last.node})`
    : "Ratios, none recorded yet";
  return { text: printTable({ title, columns: ["", "now", "recorded", ""], rows }), worse };
};
