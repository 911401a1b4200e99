import type { Store } from "../../core/store.ts";
import type { Lookout } from "../lookout.ts";
import type { FedCheck } from "./run-feed.ts";

/** Where the numbers for sinks come from. */
export interface SinkSource {
  readonly store: Pick<Store, "runs" | "ledger">;
  /** Where days begin and end, an IANA name. */
  timezone(): string;
  /** Another list after each reload. */
  checks(): readonly FedCheck[];
  /** The names of the readings that a check's last run found. */
  readingsOf(checkId: string): readonly string[];
  /** Runs wait in memory because the store refuses them: no period is over yet. */
  isBehind(): boolean;
}

/** The numbers of a running engine. */
export const liveSource = (
  lookout: Pick<Lookout, "store" | "config" | "check">,
  isBehind: () => boolean,
): SinkSource => ({
  store: lookout.store,
  timezone: () => lookout.config().timezone,
  checks: () => lookout.config().checks,
  readingsOf: (checkId) => {
    const { readings = [] } = lookout.check(checkId)?.lastRun?.outcome ?? {};
    return readings.map(({ name }) => name);
  },
  isBehind,
});
