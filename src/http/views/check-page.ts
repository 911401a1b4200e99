import type { LiveCheck, Lookout } from "../../engine/lookout.ts";
import type { CheckSummary } from "../schemas.ts";
import type { Site } from "../site.ts";
import { checkSummary } from "./check-summary.ts";

interface CheckPageQuery {
  /** Empty for the checks without a group; absent for all. */
  readonly group?: string;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

/** A page of all checks or of one group, in the order of the configuration. */
export const checkPage = async (
  { lookout, clock, history }: Site,
  query: CheckPageQuery,
): Promise<{ items: CheckSummary[]; next?: string }> => {
  const { items, next } = pageOf(lookout, query);
  const historyOf = await history.of(items.map(({ check }) => check.id));
  const now = clock.now();
  return { items: items.map((live) => checkSummary(live, historyOf(live.check.id), now)), next };
};

const pageOf = (lookout: Lookout, { group, after, limit }: CheckPageQuery): ReturnType<Lookout["page"]> =>
  group === undefined
    ? pageOfAll(lookout.checks(), limit, after)
    : lookout.page({ limit, ...(group !== "" && { group }), ...(after !== undefined && { after }) });

const pageOfAll = (
  all: readonly LiveCheck[],
  limit: number,
  after: string | undefined,
): ReturnType<Lookout["page"]> => {
  const before = after === undefined ? -1 : all.findIndex(({ check }) => check.id === after);
  if (after !== undefined && before < 0) return { items: [] };
  const items = all.slice(before + 1, before + 1 + limit);
  const last = items.at(-1);
  return { items, ...(last && before + 1 + limit < all.length && { next: last.check.id }) };
};
