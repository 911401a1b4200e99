import type { SinkPoint, SinkResult } from "../../core/sink.ts";
import { keyColumn as keyHeader, seriesKey } from "../table/column-name.ts";
import type { ApiAnswer, SheetsApi, Tab } from "./api.ts";
import { blocksOf, columnLetters } from "./cells.ts";
import {
  findHeader,
  headerRows,
  isAsPlanned,
  readLayout,
  type Layout,
  type LayoutProblem,
} from "./layout.ts";
import { cellsFor, grown, growthFor, type Growth } from "./plan.ts";
import type { KnownTab, TabMemory } from "./tab-memory.ts";

/** How a step that cannot go on ends the write. */
class Ended extends Error {
  readonly result: SinkResult;
  constructor(result: SinkResult) {
    super("ended");
    this.result = result;
  }
}

const found = async <T>(answer: Promise<ApiAnswer<T>>): Promise<T> => {
  const settled = await answer;
  if (settled.kind === "ended") throw new Ended(settled.result);
  return settled.value;
};

const refuse = (detail: string, remedy: string): never => {
  throw new Ended({ kind: "refused", detail, remedy });
};

const isProblem = (read: unknown): read is LayoutProblem =>
  typeof read === "object" && read !== null && "kind" in read && read.kind === "problem";

const orRefuse = <T>(read: T | LayoutProblem): T =>
  isProblem(read) ? refuse(read.detail, read.remedy) : read;

/** Rows and columns are added some at a time: an added row costs a call, an empty one nothing. */
const spareRows = 200;
const spareColumns = 5;

export interface TableInput {
  readonly api: SheetsApi;
  /** The tab's name. */
  readonly tab: string;
  readonly memory: TabMemory;
}

/**
 * Writes points into a tab: one row per date, one column per series, wherever a person has moved them. What is read,
 * written and read again is in docs/sinks/google-sheets.md.
 */
export const writeTable = async (
  input: TableInput,
  points: readonly SinkPoint[],
  signal: AbortSignal,
): Promise<SinkResult> => {
  try {
    return await write(input, points, signal);
  } catch (error) {
    if (error instanceof Ended) return error.result;
    throw error;
  }
};

const write = async (
  input: TableInput,
  points: readonly SinkPoint[],
  signal: AbortSignal,
): Promise<SinkResult> => {
  const { api, memory } = input;
  const known = await memory.recall();
  const { sheet, isAdded } = await openTab(input, known, signal);
  const before = await readTab(api, sheet, 0, signal);
  const isNew = before === undefined;
  const layout = before ?? emptyLayout;
  if (!isNew) requireColumns(layout, points, known);
  const growth = growthFor(layout, points);
  const free = await findRoom(api, sheet, layout, growth, signal);
  const planned = grown(layout, growth, free);
  const larger = await enlarge(api, sheet, planned, signal);
  const cells = cellsFor(planned, growth, points, isNew);
  await found(api.write(sheet.title, blocksOf(cells), signal));
  const after = await readTab(api, larger, planned.keyColumn, signal);
  if (!after || !isAsPlanned(planned, after))
    return {
      kind: "misplaced",
      detail: `the tab ${sheet.title} was sorted or changed while it was written to`,
    };
  await memory.remember({ sheetId: sheet.sheetId, columns: new Set(planned.columns.keys()) });
  const isEmptied = known !== undefined && (isAdded || isNew);
  return isEmptied
    ? { kind: "misplaced", detail: `the tab ${sheet.title} was empty again` }
    : { kind: "taken" };
};

const emptyLayout: Layout = {
  kind: "layout",
  headerRow: 0,
  keyColumn: 0,
  columns: new Map([[keyHeader, 0]]),
  rows: new Map(),
  nextRow: 1,
  nextColumn: 1,
};

const openTab = async (
  { api, tab }: TableInput,
  known: KnownTab | undefined,
  signal: AbortSignal,
): Promise<{ readonly sheet: Tab; readonly isAdded: boolean }> => {
  const tabs = await found(api.tabs(signal));
  const sheet = tabs.find(({ title }) => title === tab);
  if (sheet) return { sheet: sheet.isGrid ? sheet : refuse(...noCells(tab)), isAdded: false };
  const renamed = tabs.find(({ sheetId }) => sheetId === known?.sheetId);
  if (renamed)
    refuse(
      `the tab ${tab} is called ${renamed.title} now`,
      `Write tab: ${JSON.stringify(renamed.title)} into the configuration, or rename the tab back`,
    );
  // After a lost answer the tab is there, and is found above.
  await found(api.change([{ addSheet: { properties: { title: tab } } }], signal));
  const added = (await found(api.tabs(signal))).find(({ title }) => title === tab);
  return { sheet: added ?? refuse(`the tab ${tab} could not be made`, "Make it by hand"), isAdded: true };
};

const noCells = (tab: string): [string, string] => [
  `the tab ${tab} is a chart, without cells`,
  "Name another tab in `tab`",
];

/** Where everything stands; absent in an empty tab. The key column is the guessed one most often. */
const readTab = async (
  api: SheetsApi,
  sheet: Tab,
  guess: number,
  signal: AbortSignal,
  triesLeft = 3,
): Promise<Layout | undefined> => {
  const { title, rowCount } = sheet;
  const letters = columnLetters(guess);
  const ranges = [`1:${Math.min(headerRows, rowCount)}`, `${letters}1:${letters}${rowCount}`];
  // Both in one answer: between two of them the tab could change.
  const [top = [], keys = []] = await found(api.read(title, ranges, signal));
  const header = orRefuse(findHeader(top));
  if (!header) return undefined;
  if (header.column === guess) return orRefuse(readLayout(top, header, firstCells(keys)));
  if (triesLeft === 0) throw new Ended({ kind: "failed", detail: `the tab ${title} is being changed` });
  return await readTab(api, sheet, header.column, signal, triesLeft - 1);
};

const firstCells = (rows: readonly (readonly unknown[])[]): readonly unknown[] => rows.map(([cell]) => cell);

/** A column that we wrote and that is gone was renamed or deleted: a second one beside it would help nobody. */
const requireColumns = (layout: Layout, points: readonly SinkPoint[], known: KnownTab | undefined): void => {
  for (const { series } of points) {
    const key = seriesKey(series);
    if (known?.columns.has(key) && !layout.columns.has(key))
      refuse(
        `the column "${key}" is gone`,
        `Give its header the text ${key} again, or an empty column; or take ${series.checkId}.${series.reading} out of \`series\``,
      );
  }
};

/** Below the last date and right of the last header there may be cells of a person: new ones go beyond them. */
const findRoom = async (
  api: SheetsApi,
  { title, rowCount, columnCount }: Tab,
  { nextRow, nextColumn }: Layout,
  { rows, columns }: Growth,
  signal: AbortSignal,
): Promise<{ readonly row: number; readonly column: number }> => {
  const needs = {
    rows: rows.length > 0 && nextRow < rowCount,
    columns: columns.size > 0 && nextColumn < columnCount,
  };
  const ranges = [
    ...(needs.rows ? [`${nextRow + 1}:${rowCount}`] : []),
    ...(needs.columns ? [`${columnLetters(nextColumn)}1:${columnLetters(columnCount - 1)}${rowCount}`] : []),
  ];
  const cells = ranges.length === 0 ? [] : await found(api.read(title, ranges, signal));
  const below = needs.rows ? cells[0] : undefined;
  const beside = needs.columns ? cells.at(-1) : undefined;
  const isFilled = (cell: unknown): boolean => cell !== undefined && cell !== null && cell !== "";
  const height = (below ?? []).findLastIndex((row) => row.some(isFilled)) + 1;
  const width = Math.max(0, ...(beside ?? []).map((row) => row.findLastIndex(isFilled) + 1));
  return { row: nextRow + height, column: nextColumn + width };
};

/** Adds the rows and columns that are missing. After a lost answer there are some more than needed, and empty. */
const enlarge = async (api: SheetsApi, sheet: Tab, planned: Layout, signal: AbortSignal): Promise<Tab> => {
  const rows = Math.max(planned.headerRow, ...planned.rows.values()) + 1;
  const columns = Math.max(planned.keyColumn, ...planned.columns.values()) + 1;
  const { sheetId, rowCount, columnCount } = sheet;
  const more = (dimension: "ROWS" | "COLUMNS", length: number) => ({
    appendDimension: { sheetId, dimension, length },
  });
  const requests = [
    ...(rows > rowCount ? [more("ROWS", rows - rowCount + spareRows)] : []),
    ...(columns > columnCount ? [more("COLUMNS", columns - columnCount + spareColumns)] : []),
  ];
  if (requests.length === 0) return sheet;
  await found(api.change(requests, signal));
  return {
    ...sheet,
    rowCount: rows > rowCount ? rows + spareRows : rowCount,
    columnCount: columns > columnCount ? columns + spareColumns : columnCount,
  };
};
