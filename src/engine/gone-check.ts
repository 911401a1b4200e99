import type { Check } from "../core/check.ts";

/** Stands in for a check that the store remembers and the configuration no longer has, so that it can be closed. */
export const goneCheck = (id: string): Check => ({
  id,
  type: "removed",
  title: id,
  target: id,
  everyMs: 60_000,
  timeoutMs: 10_000,
  paused: true,
  notify: [],
  rules: {
    confirm: { down: { count: 1, of: 1, forMs: 0 }, up: { count: 1, of: 1, forMs: 0 } },
    recheckMs: 0,
    flap: { windowMs: 0, enter: 0, leave: 0 },
  },
  fingerprint: "",
  probe: () => Promise.reject(new Error("a removed check does not run")),
});
