import { parseArgs } from "node:util";
import { parseDuration } from "../src/core/duration.ts";

export const partNames = ["probe", "run", "load", "store", "start", "parse", "peers", "max", "soak"] as const;
export type PartName = (typeof partNames)[number];

/** The parts that a bench without words runs; `max` and `soak` take long. */
const usualParts: readonly PartName[] = ["probe", "run", "load", "store", "start", "parse", "peers"];
const quickParts: readonly PartName[] = ["probe", "run", "store", "start", "parse"];

/** What the command line asks for. An absent number is the part's own default. */
export interface Settings {
  readonly parts: readonly PartName[];
  readonly quick: boolean;
  readonly checks?: number;
  readonly everyMs?: number;
  readonly windowMs?: number;
  readonly rounds?: number;
  readonly days?: number;
  readonly workers?: number;
  readonly https: boolean;
  readonly profile: boolean;
  readonly uptimeKuma?: string;
  readonly json?: string;
  readonly record: boolean;
  readonly guard: boolean;
  /** For everything temporary; removed at the end. */
  readonly folder: string;
  /** Says what happens, on standard error. */
  readonly log: (line: string) => void;
}

export const helpText = `npm run bench -- [part ...] [options]

Parts: ${partNames.join(", ")}. Default: ${usualParts.join(", ")}.

  --quick               the small subset that CI runs: ${quickParts.join(", ")}
  --checks N            how many checks (run, load, start, peers, soak)
  --every 60s           their interval (load, peers, soak)
  --minutes N           how long is measured (load, peers, soak); may be a fraction
  --rounds N            how often contestants take turns (probe, run, start, peers)
  --days N              days of history (store)
  --workers N           probe workers of the server (run, load, max, soak)
  --https               HTTPS checks (run, load, peers, soak)
  --profile             where the CPU time goes, by module (run)
  --uptime-kuma FOLDER  an installed Uptime Kuma 2 (peers)
  --json FILE           everything as JSON
  --record              with --quick: adds this run's ratios to bench/history.jsonl
  --guard               with --quick: fails when a ratio is more than twice the last one in the history
`;

const options = {
  quick: { type: "boolean", default: false },
  checks: { type: "string" },
  every: { type: "string" },
  minutes: { type: "string" },
  rounds: { type: "string" },
  days: { type: "string" },
  workers: { type: "string" },
  https: { type: "boolean", default: false },
  profile: { type: "boolean", default: false },
  "uptime-kuma": { type: "string" },
  json: { type: "string" },
  record: { type: "boolean", default: false },
  guard: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/**
 * Reads the command line; absent when help is asked for.
 * @throws {Error} naming what cannot be understood
 */
export const readSettings = (
  args: readonly string[],
  place: Pick<Settings, "folder" | "log">,
): Settings | undefined => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) return undefined;
  const { quick, https, profile, record, guard, json, "uptime-kuma": uptimeKuma } = values;
  const minutes = numberOf("--minutes", values.minutes);
  if ((record || guard) && !quick) throw new Error("--record and --guard are for --quick runs");
  return {
    parts: positionals.length > 0 ? positionals.map(partOf) : quick ? quickParts : usualParts,
    quick,
    https,
    profile,
    record,
    guard,
    ...given("checks", numberOf("--checks", values.checks)),
    ...given("everyMs", durationOf(values.every)),
    ...given("windowMs", minutes === undefined ? undefined : minutes * 60_000),
    ...given("rounds", numberOf("--rounds", values.rounds)),
    ...given("days", numberOf("--days", values.days)),
    ...given("workers", numberOf("--workers", values.workers)),
    ...given("uptimeKuma", uptimeKuma),
    ...given("json", json),
    ...place,
  };
};

const given = <Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> =>
  value === undefined ? {} : asOne(key, value);

/** An object literal with a computed key has exactly that key. */
const asOne = <Key extends string, Value>(key: Key, value: Value): Record<Key, Value> =>
  ({ [key]: value }) as Record<Key, Value>;

const partOf = (text: string): PartName => {
  const part = partNames.find((name) => name === text);
  if (!part) throw new Error(`there is no part "${text}": ${partNames.join(", ")}`);
  return part;
};

const numberOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= 0) || text.trim() === "") throw new Error(`${name} must be a number, not "${text}"`);
  return value;
};

const durationOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined || ms < 1000) throw new Error(`--every must be a duration from 1s on, not "${text}"`);
  return ms;
};
