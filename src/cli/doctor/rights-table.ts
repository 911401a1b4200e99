import { metrics, type Right } from "../../checks/github/rights.ts";
import { printable, type Paint } from "../style.ts";
import type { Examination, ExaminedRepository } from "./examine-account.ts";

/** Rows of the grid, with the notes that they point to. */
interface Row {
  readonly title: string;
  readonly cells: readonly Cell[];
}

interface Cell {
  readonly right: Right["kind"];
  readonly note?: number;
}

const symbols: Readonly<Record<Right["kind"], string>> = { may: "✓", off: "–", "may-not": "✗", unknown: "?" };
const colours = { may: "green", off: "grey", "may-not": "red", unknown: "yellow" } as const;

/** Collects remedies: the same one for many repositories is one note. */
const createNotes = () => {
  const notes = new Map<
    string,
    { readonly number: number; readonly text: string; readonly names: Set<string> }
  >();
  return {
    add: (detail: string, name: string): number => {
      const key = detail.replaceAll(name, "…");
      const known = notes.get(key) ?? { number: notes.size + 1, text: detail, names: new Set<string>() };
      notes.set(key, known);
      known.names.add(name);
      return known.number;
    },
    lines: () =>
      [...notes.values()].map(({ number, text, names }) => {
        const others = names.size > 1 ? ` (and ${names.size - 1} more like it)` : "";
        return `  ${number}  ${printable(text)}${others}`;
      }),
  };
};

const kindOf = ({ name, isPrivate }: ExaminedRepository): string =>
  `${name.split("/")[0] ?? ""}/* ${isPrivate ? "private" : "public"}`;

/** Repositories of one owner and visibility that are alike are one row, unless each is wanted. */
const titlesOf = (
  repositories: readonly ExaminedRepository[],
  cellsOf: ReadonlyMap<ExaminedRepository, readonly Cell[]>,
  isWhole: boolean,
): readonly Row[] => {
  const groups = new Map<string, ExaminedRepository[]>();
  for (const repository of repositories) {
    const key = isWhole ? repository.name : JSON.stringify([kindOf(repository), cellsOf.get(repository)]);
    groups.set(key, [...(groups.get(key) ?? []), repository]);
  }
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    const title = alike.length === 1 ? first.name : `${kindOf(first)} (${alike.length} alike)`;
    return [{ title: printable(title), cells: cellsOf.get(first) ?? [] }];
  });
};

/** The grid of repository and metric as lines, and under it what to change. */
export const rightsTable = (
  { repositories, total }: Examination,
  isWhole: boolean,
  paint: Paint,
): readonly string[] => {
  if (repositories.length === 0) return [];
  const notes = createNotes();
  const cellsOf = new Map(
    repositories.map((repository) => [
      repository,
      metrics.map((metric): Cell => {
        const { kind, detail } = repository.rights[metric];
        return { right: kind, ...(detail !== undefined && { note: notes.add(detail, repository.name) }) };
      }),
    ]),
  );
  const rows = titlesOf(repositories, cellsOf, isWhole);
  const width = Math.max(...rows.map(({ title }) => title.length), "repository".length) + 2;
  const head = `  ${"repository".padEnd(width)}${metrics.map((metric) => metric.padEnd(metric.length + 2)).join("")}`;
  const lines = rows.map(({ title, cells }) => {
    const marks = cells.map(({ right, note = "" }, at) => {
      const text = `${symbols[right]}${note}`.padEnd((metrics[at] ?? "").length + 2);
      return paint(colours[right], text);
    });
    return `  ${title.padEnd(width)}${marks.join("")}`.trimEnd();
  });
  const left = total - repositories.length;
  const remark = left > 0 ? [`  ${left} more of ${total} were not asked about; --all asks about each`] : [];
  const remedies = notes.lines();
  return ["", head.trimEnd(), ...lines, ...remark, ...(remedies.length > 0 ? ["", ...remedies] : [])];
};
