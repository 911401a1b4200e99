import type { Range, RunRecord, Store } from "../core/store.ts";
import { encodeCursor } from "./cursor.ts";

const runsPerPage = 500;

/** The runs of a store from the first to the last, a page at a time: for who takes them all. */
export interface RunReader {
  /** Ids of all checks that have runs, sorted. */
  checkIds(): Promise<readonly string[]>;
  /** A check's runs in the range, newest first. */
  runs(checkId: string, range: Range): AsyncGenerator<RunRecord>;
  close(): Promise<void>;
}

/** Reads the runs of `store`, and closes it in the end. */
export const createRunReader = (store: Pick<Store, "runs" | "close">): RunReader => ({
  checkIds: async () => [...(await store.runs.latest()).keys()].toSorted(),
  runs: async function* (checkId, { from, to }) {
    let before: string | undefined = Number.isFinite(to) ? encodeCursor([to - 1, ""]) : undefined;
    do {
      const page = await store.runs.list({
        checkId,
        limit: runsPerPage,
        ...(before !== undefined && { before }),
      });
      for (const run of page.items) {
        if (run.slot < from) return;
        yield run;
      }
      before = page.next;
    } while (before !== undefined);
  },
  close: () => store.close(),
});
