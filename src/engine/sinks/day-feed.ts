import type { SinkConfig } from "../../core/config.ts";
import type { ChangedDay, LedgerStore } from "../../core/ledger.ts";
import { selects } from "../../core/series-selector.ts";
import type { SinkPoint } from "../../core/sink.ts";
import { inOrder, type Piece } from "./piece.ts";
import type { SinkProgress } from "./progress.ts";

interface DayFeedInput {
  readonly ledger: LedgerStore;
  readonly config: SinkConfig;
  readonly progress: SinkProgress;
  readonly maxPoints: number;
}

/** Every day value that changed since the last one taken, from the beginning of the ledger on. */
export async function* dayPieces({
  ledger,
  config,
  progress,
  maxPoints,
}: DayFeedInput): AsyncGenerator<Piece> {
  const titles = new Map<string, ReadonlyMap<string, string>>();
  const titleOf = async ({ checkId, part }: ChangedDay): Promise<string | undefined> => {
    if (part === "") return undefined;
    const known = titles.get(checkId) ?? (await partTitles(ledger, checkId));
    titles.set(checkId, known);
    return known.get(part);
  };
  for (;;) {
    const changes = await ledger.changes(progress.days, maxPoints);
    const last = changes.at(-1);
    if (!last) return;
    const points: SinkPoint[] = [];
    for (const change of changes) {
      const partTitle = await titleOf(change);
      if (config.series.some((selector) => selects(selector, change, partTitle)))
        points.push(pointOf(change, partTitle));
    }
    yield { points: inOrder(points), taken: () => progress.daysTaken(last.sequence) };
    // Whoever reads on has taken it.
    if (progress.days !== last.sequence) return;
  }
}

const partTitles = async (ledger: LedgerStore, checkId: string): Promise<ReadonlyMap<string, string>> =>
  new Map((await ledger.of(checkId).parts()).map(({ part, title }) => [part, title]));

const pointOf = (
  { checkId, reading, part, unit, day, value, provisional }: ChangedDay,
  partTitle: string | undefined,
): SinkPoint => ({
  series: { checkId, reading, part, ...(partTitle !== undefined && { partTitle }), unit },
  when: { kind: "day", day },
  value,
  provisional,
});
