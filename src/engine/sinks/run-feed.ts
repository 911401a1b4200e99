import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../core/clock.ts";
import type { SinkConfig } from "../../core/config.ts";
import type { Unit } from "../../core/outcome.ts";
import { isLike, selects } from "../../core/series-selector.ts";
import type { SinkPoint, SinkTime } from "../../core/sink.ts";
import { periodsOf } from "./periods.ts";
import { inOrder, type Piece } from "./piece.ts";
import type { SinkProgress } from "./progress.ts";
import type { SinkSource } from "./sink-source.ts";
import { singleRuns, summarise } from "./summarise.ts";

/** A check as the feed of a sink sees it. */
export interface FedCheck {
  readonly id: string;
  readonly timeoutMs: number;
}

/** What was written of periods that are not over, by series and time: written again only when it changed. */
export type RunningPeriods = Map<string, Map<string, number>>;

export interface RunFeedInput {
  readonly source: SinkSource;
  readonly clock: Clock;
  readonly config: SinkConfig;
  readonly progress: SinkProgress;
  readonly maxPoints: number;
  readonly running: RunningPeriods;
}

/** A run is written down within this after its deadline. */
const writtenWithinMs = 60_000;
/** With many checks, others come first after so many. */
const checksPerTurn = 500;

interface Series {
  readonly checkId: string;
  readonly reading: string;
  readonly timeoutMs: number;
}

/** A point, or only how far its series has come. */
interface Step {
  readonly series: Series;
  readonly point?: { readonly when: SinkTime; readonly value: number; readonly isOver: boolean };
  /** Everything before is over and was seen. */
  readonly until?: number;
}

/** The readings of runs: those of periods that were not over when they were last taken, up to now. */
export async function* runPieces(input: RunFeedInput): AsyncGenerator<Piece> {
  const units = new Map<string, Unit>();
  let points: SinkPoint[] = [];
  let untils = new Map<string, number>();
  const piece = (): Piece => {
    const [taken, reached] = [points, untils];
    [points, untils] = [[], new Map()];
    return {
      points: inOrder(taken),
      taken: async () => {
        await input.progress.runsTaken(reached);
        note(input.running, taken, reached);
      },
    };
  };
  for await (const { series, point, until } of steps(input)) {
    if (point && !isWritten(input.running, series, point)) {
      if (points.length >= input.maxPoints) yield piece();
      const unit = await unitOf(input, units, series);
      const { checkId, reading } = series;
      const described = { checkId, reading, part: "", unit };
      points.push({ series: described, when: point.when, value: point.value, provisional: !point.isOver });
    }
    if (until !== undefined) untils.set(nameOf(series), until);
  }
  if (points.length > 0 || untils.size > 0) yield piece();
}

const nameOf = ({ checkId, reading }: Pick<Series, "checkId" | "reading">): string => `${checkId}.${reading}`;

const timeKey = (when: SinkTime): string => (when.kind === "day" ? when.day : String(when.at));

const isWritten = (
  running: RunningPeriods,
  series: Series,
  { when, value, isOver }: NonNullable<Step["point"]>,
): boolean => !isOver && running.get(nameOf(series))?.get(timeKey(when)) === value;

/** Remembers what was written of the running periods, and of nothing else. */
const note = (
  running: RunningPeriods,
  points: readonly SinkPoint[],
  untils: ReadonlyMap<string, number>,
): void => {
  for (const name of untils.keys()) running.delete(name);
  for (const { series, when, value, provisional } of points) {
    if (!provisional) continue;
    const name = nameOf(series);
    const times = running.get(name) ?? new Map<string, number>();
    running.set(name, times.set(timeKey(when), value));
  }
};

const unitOf = async (input: RunFeedInput, units: Map<string, Unit>, series: Series): Promise<Unit> => {
  const known = units.get(nameOf(series));
  if (known) return known;
  const now = input.clock.now();
  const { checkId, reading } = series;
  const range = { from: now - input.config.backfillMs, to: now };
  const { unit } = await input.source.store.runs.series({ checkId, reading, ...range, points: 1 });
  units.set(nameOf(series), unit);
  return unit;
};

async function* steps(input: RunFeedInput): AsyncGenerator<Step> {
  const selectors = input.config.series.filter(({ part }) => part === undefined || part === "*");
  if (selectors.length === 0) return;
  for (const [index, { id, timeoutMs }] of input.source.checks().entries()) {
    if (index % checksPerTurn === checksPerTurn - 1) await setImmediate();
    const wanted = selectors.filter(({ check }) => isLike(check, id));
    if (wanted.length === 0) continue;
    // What a source dates itself comes from the ledger, not from what a run happened to see of it.
    const dated = new Set((await input.source.store.ledger.series(id)).map(({ reading }) => reading));
    const named = wanted.map(({ reading }) => reading).filter((reading) => !reading.includes("*"));
    const names = new Set([...named, ...input.source.readingsOf(id)]);
    for (const reading of names) {
      const series = { checkId: id, reading, part: "" };
      if (dated.has(reading) || !wanted.some((selector) => selects(selector, series))) continue;
      yield* input.config.per === "run"
        ? runSteps(input, { checkId: id, reading, timeoutMs })
        : periodSteps(input, { checkId: id, reading, timeoutMs });
    }
  }
}

/** Until when nothing can come any more. */
const overUntil = ({ clock, source }: RunFeedInput, { timeoutMs }: Series): number =>
  source.isBehind() ? Number.NEGATIVE_INFINITY : clock.now() - timeoutMs - writtenWithinMs;

async function* periodSteps(input: RunFeedInput, series: Series): AsyncGenerator<Step> {
  const { source, clock, config, progress } = input;
  if (config.per === "run") return;
  const periods = periodsOf(config.per, input.source.timezone());
  const now = clock.now();
  const over = overUntil(input, series);
  const reached = await progress.runs(nameOf(series));
  let start = periods.start(reached ?? now - config.backfillMs);
  let until = reached;
  while (start <= now) {
    const next = periods.next(start);
    const { checkId, reading } = series;
    const value = await summarise(
      source.store.runs,
      { checkId, reading, from: start, to: next },
      config.value,
    );
    const isOver = next <= over;
    if (isOver) until = next;
    yield {
      series,
      ...(value !== undefined && { point: { when: periods.when(start), value, isOver } }),
      ...(until !== undefined && until !== reached && { until }),
    };
    start = next;
    await setImmediate();
  }
}

const hourMs = 3_600_000;

async function* runSteps(input: RunFeedInput, series: Series): AsyncGenerator<Step> {
  const { source, clock, config, progress } = input;
  const { checkId, reading } = series;
  const reached = await progress.runs(nameOf(series));
  const from = reached ?? Math.floor((clock.now() - config.backfillMs) / hourMs) * hourMs;
  const to = Math.floor(overUntil(input, series) / 1000) * 1000;
  if (to <= from) return;
  for await (const { until, found } of singleRuns(source.store.runs, { checkId, reading, from, to })) {
    for (const { at, value } of found)
      yield { series, point: { when: { kind: "instant", at }, value, isOver: true } };
    yield { series, until };
    await setImmediate();
  }
}
