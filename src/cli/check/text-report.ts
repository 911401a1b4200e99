import type { Check } from "../../core/check.ts";
import { readingValue } from "../../core/message/wording.ts";
import { type Judgement, phaseNames, type Reading } from "../../core/outcome.ts";
import { type Paint, printable, statusLook } from "../style.ts";
import type { Checked } from "./checked.ts";

export interface TextOptions {
  readonly paint: Paint;
  /** Draw the phases as bars: only where a person looks. */
  readonly bars: boolean;
}

/** One run for people: the verdict, the phases, every expectation, and why. Ends with an empty line. */
export const textReport = ({ check, record, trace }: Checked, options: TextOptions): string => {
  const { status, reason, readings, judgements } = record.outcome;
  const { symbol, colour } = statusLook[status];
  const { paint } = options;
  const lines = [
    `${paint(colour, `${symbol} ${status}`)}  ${heading(check, paint)}`,
    ...trace.map((line) => paint("grey", `  | ${printable(line)}`)),
    ...phaseTable(readings, options),
    ...otherReadings(readings),
    ...judgementTable(judgements, paint),
    ...(reason ? [`  ${paint(colour, reason.code)}: ${printable(reason.detail)}`] : []),
  ];
  return `${lines.join("\n")}\n\n`;
};

/** One run in one line, for logs. */
export const lineReport = ({ check, record }: Checked): string => {
  const { status, reason } = record.outcome;
  const why = reason ? `  ${reason.code}: ${printable(reason.detail)}` : "";
  const at = new Date(record.startedAt).toISOString();
  return `${at}  ${status.padEnd(8)}  ${check.id}  ${formatMs(record.durationMs)}${why}\n`;
};

const heading = ({ title, target }: Check, paint: Paint): string =>
  paint("bold", printable(title)) + (title === target ? "" : `  ${printable(target)}`);

const barWidth = 30;

/** The phases in order, drawn one after the other as they took place, and the latency under them. */
const phaseTable = (readings: readonly Reading[], { paint, bars }: TextOptions): string[] => {
  const valueOf = (wanted: string) => readings.find(({ name }) => name === wanted)?.value;
  const phases = phaseNames.flatMap((name) => {
    const ms = valueOf(name);
    return ms === undefined ? [] : [{ name, ms }];
  });
  const total = phases.reduce((sum, { ms }) => sum + ms, 0);
  const column = (ms: number) => (total === 0 ? 0 : Math.round((ms / total) * barWidth));
  let before = 0;
  const rows = phases.map(({ name, ms }) => {
    const start = column(before);
    before += ms;
    const bar = " ".repeat(start) + ("█".repeat(column(before) - start) || "▏");
    return phaseRow(name, ms) + (bars ? `  ${paint("grey", bar)}` : "");
  });
  const latency = valueOf("latency");
  return latency === undefined ? rows : [...rows, phaseRow("latency", latency)];
};

const phaseRow = (name: string, ms: number): string => `  ${name.padEnd(12)}${formatMs(ms).padStart(10)}`;

const otherReadings = (readings: readonly Reading[]): string[] => {
  const shown = new Set<string>([...phaseNames, "latency"]);
  const others = readings.filter(({ name }) => !shown.has(name));
  if (others.length === 0) return [];
  return [`  ${others.map((reading) => `${reading.name} ${readingValue(reading, "en")}`).join(", ")}`];
};

const judgementTable = (judgements: readonly Judgement[], paint: Paint): string[] => {
  const widest = (texts: readonly string[]) => Math.min(40, Math.max(...texts.map((text) => text.length)));
  const subjects = widest(judgements.map(({ subject }) => subject));
  const expectations = widest(judgements.map(({ expected }) => expected));
  return judgements.map(({ status, subject, expected, actual }) => {
    const { symbol, colour } = statusLook[status];
    const compared = `${subject.padEnd(subjects)}  expected ${expected.padEnd(expectations)}  got ${actual}`;
    return `  ${paint(colour, symbol)} ${printable(compared)}`;
  });
};

const formatMs = (ms: number): string => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`);
