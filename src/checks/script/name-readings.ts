import type { Reading, Unit } from "../../core/outcome.ts";
import type { PrintedNumber } from "./printed.ts";

/** More are left out: a program is not a metrics database. */
export const mostReadings = 100;

/** Leaves room for a number behind it: expectations take names of 64 characters. */
const longestName = 60;

/**
 * The reading that a label is called: small letters and digits of its letters without accents, everything else one
 * underscore; `/` alone is `root`. `'Used MB'` is `used_mb`, `loadAverage` is `load_average`.
 */
export const snakeCase = (label: string): string => {
  if (label.trim() === "/") return "root";
  const name = label
    .slice(0, 4 * longestName)
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/%+/g, "_percent")
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, longestName)
    .replace(/^_+|_+$/g, "");
  if (name === "") return "value";
  return /^[a-z]/.test(name) ? name : `n_${name}`;
};

/** The name of a Prometheus series: the metric's, then the values of its labels in the order of the labels' names. */
const spoken = (label: string): string => {
  const brace = label.indexOf("{");
  if (brace < 0 || !label.endsWith("}")) return label;
  const values = [...label.slice(brace).matchAll(/="((?:[^"\\]|\\.)*)"/g)].map(([, value]) => value);
  return [label.slice(0, brace), ...values].join(" ");
};

/** What the options say about a label. */
export interface Naming {
  readonly name?: string | undefined;
  readonly unit?: Unit | undefined;
}

const inUnit = ({ value, unit }: PrintedNumber, wanted: Unit | undefined): Omit<Reading, "name"> => {
  if (wanted === "ms" && unit === "s") return { value: value * 1000, unit: wanted };
  if (wanted === "s" && unit === "ms") return { value: value / 1000, unit: wanted };
  return { value, unit: wanted ?? unit ?? "count" };
};

interface Named {
  readonly readings: readonly Reading[];
  readonly notes: readonly string[];
}

interface NamingRules {
  /** By label, or by the name that would be given to it. */
  readonly namings: Readonly<Record<string, Naming>>;
  /** Names that are kept first when there are too many. */
  readonly wanted: ReadonlySet<string>;
  /** Names that are ours. */
  readonly reserved: readonly string[];
  readonly redact: (text: string) => string;
}

/** Numbers under stable names. Labels that come to the same name are told apart by `_2`, `_3` in their order. */
export const nameReadings = (numbers: readonly PrintedNumber[], rules: NamingRules): Named => {
  const { namings, wanted, reserved, redact } = rules;
  const taken = new Set(reserved);
  const naming = (key: string) => (Object.hasOwn(namings, key) ? namings[key] : undefined);
  const named = numbers.map((number) => {
    const own = snakeCase(redact(spoken(number.label)));
    const given = naming(number.label) ?? naming(own);
    return { number, given, name: given?.name ?? own };
  });
  // Given names come first, so that no label of the output takes one away.
  const isGiven = ({ given, name }: (typeof named)[number]) => given !== undefined || wanted.has(name);
  const inOrder = [...named.filter(isGiven), ...named.filter((one) => !isGiven(one))];
  const readings = inOrder.slice(0, mostReadings).map(({ number, given, name }) => {
    const unique = freeName(name, taken);
    taken.add(unique);
    return { name: unique, ...inUnit(number, given?.unit) };
  });
  const leftOut = numbers.length - readings.length;
  const notes = leftOut > 0 ? [`${leftOut} readings beyond ${mostReadings} are left out`] : [];
  return { readings, notes };
};

const freeName = (name: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(name)) return name;
  let count = 2;
  while (taken.has(`${name}_${count}`)) count += 1;
  return `${name}_${count}`;
};
