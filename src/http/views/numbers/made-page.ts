import type { Check } from "../../../core/check.ts";
import { phaseNames } from "../../../core/outcome.ts";
import { defaultRangeMs, sourcesOf, widgetIdOf, type NumbersPage, type Widget } from "../../../core/page.ts";
import { addsUp } from "./additive.ts";
import type { Desk } from "./desk.ts";

/** Of the page that is made without `pages:`: so many checks are looked at, and so many readings of each. */
const [mostChecks, mostReadings, mostTables] = [12, 4, 3];
/** By type, in the order that they are shown. */
const most = { number: 8, calendar: 2, bars: 4, line: 4, chart: 0, table: 6, feed: 4 } as const;

/** Their runs find numbers that a person has chosen; those of other types without a ledger say how a service does. */
const chosen: ReadonlySet<string> = new Set(["script", "json", "push"]);
const aboutTheRun: ReadonlySet<string> = new Set([
  ...phaseNames,
  "latency",
  "status_code",
  "cert_expiry",
  "duration",
]);

const hasNumbers = ({ type, usesLedger }: Check): boolean => usesLedger === true || chosen.has(type);

export const madePageId = "numbers";

/** A page of what there is: widgets that turn out to have nothing to show are left out later. */
export const madePage = async (desk: Desk): Promise<NumbersPage> => {
  const checks = desk.site.lookout.config().checks.filter(hasNumbers).slice(0, mostChecks);
  const found: Widget[] = [];
  for (const check of checks) found.push(...(await widgetsOf(desk, check)));
  const widgets = Object.entries(most).flatMap(([type, limit]) =>
    found.filter((widget) => widget.type === type).slice(0, limit),
  );
  return { id: madePageId, title: "Numbers", widgets };
};

const widgetsOf = async (desk: Desk, check: Check): Promise<readonly Widget[]> => {
  const ledger = desk.site.lookout.store.ledger;
  const readings = await readingsOf(desk, check);
  const tables = [...new Set((await ledger.tables(check.id)).map(({ name }) => name))].slice(0, mostTables);
  const [entry] = await ledger.of(check.id).entries(1);
  return [
    ...readings.flatMap(({ name, adds, isDated }) => widgetsOfReading(check.id, name, adds, isDated)),
    ...tables.map((table): Widget =>
      named({ type: "table", rows: 10, of: { kind: "snapshot", check: check.id, table } }),
    ),
    ...(entry ? [named({ type: "feed", check: check.id, entries: 8 })] : []),
  ];
};

const readingsOf = async (desk: Desk, check: Check) => {
  const names = new Map<string, boolean>();
  for (const { outcome } of await desk.runs(check.id))
    for (const { name, unit } of outcome.readings) names.set(name, addsUp(name, unit));
  const found: { readonly name: string; readonly adds: boolean; readonly isDated: boolean }[] = [];
  for (const [name, adds] of names) {
    if (aboutTheRun.has(name)) continue;
    const isDated = await desk.isDated(check.id, name, "");
    if (isDated || chosen.has(check.type)) found.push({ name, adds, isDated });
  }
  // What adds up is what a person has done: it comes first.
  return found.toSorted((left, right) => Number(right.adds) - Number(left.adds)).slice(0, mostReadings);
};

const widgetsOfReading = (
  check: string,
  reading: string,
  adds: boolean,
  isDated: boolean,
): readonly Widget[] => {
  const series = { check, reading };
  const common = (type: "number" | "line" | "bars" | "calendar") =>
    named({ type, series, rangeMs: defaultRangeMs(type), value: "mean" });
  const parts = { kind: "parts", ...series, part: "*", rangeMs: defaultRangeMs("table") } as const;
  if (!isDated) return [common("number"), common("line")];
  if (!adds) return [common("number")];
  return [
    common("number"),
    common("calendar"),
    common("bars"),
    named({ type: "table", rows: 10, of: parts }),
  ];
};

type Nameless<One> = One extends Widget ? Omit<One, "id"> : never;

const named = (widget: Nameless<Widget>): Widget => {
  const found = { ...widget, id: "" };
  return { ...found, id: widgetIdOf(found.type, sourcesOf(found)) };
};
