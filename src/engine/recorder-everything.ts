import type { CheckState } from "../core/alert/types.ts";
import type { Notification } from "../core/notification.ts";
import type { Batch } from "../core/store.ts";

const statesPerChange = 500;

/** What memory knows and a store that begins anew has to know: states, open incidents, and what is owed. */
export const everything = function* (known: {
  readonly ids: readonly string[];
  readonly stateOf: (checkId: string) => CheckState;
  readonly owed: readonly Notification[];
}): Generator<Partial<Batch>> {
  const { ids, stateOf, owed } = known;
  for (let at = 0; at < ids.length; at += statesPerChange) {
    const states = ids
      .slice(at, at + statesPerChange)
      .map((checkId) => ({ checkId, state: stateOf(checkId) }));
    yield { states, incidents: states.flatMap(({ state }) => state.incident ?? []) };
  }
  if (owed.length > 0) yield { notifications: owed };
};
