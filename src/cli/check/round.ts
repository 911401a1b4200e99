import { randomUUID } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import type { LedgerOf } from "../../engine/run.ts";
import type { Terminal } from "../command.ts";
import type { Checked } from "./checked.ts";
import { postResult } from "./post-results.ts";
import type { Printer } from "./printer.ts";
import { runChecks } from "./run-checks.ts";
import type { Selection } from "./select.ts";

/** What a round found, and whether every channel took what was posted. */
export interface Round {
  readonly results: readonly Checked[];
  readonly allDelivered: boolean;
}

/** Runs the selected checks once, shows each result as it comes, and posts it where it is wanted. */
export const runRound = async (
  selection: Selection,
  options: {
    readonly printer: Printer;
    readonly terminal: Terminal;
    readonly clock: Clock;
    readonly withTrace: boolean;
    /** Another round follows: one that is cut off says nothing. */
    readonly watching: boolean;
    /** What checks keep beside their runs, from round to round. */
    readonly ledgerOf: LedgerOf;
  },
): Promise<Round> => {
  const { printer, terminal, clock, withTrace, watching, ledgerOf } = options;
  const { checks, paused, config, channelsOf, redact } = selection;
  const { signal } = terminal;
  const results: Checked[] = [];
  let allDelivered = true;
  printer.begin();
  const running = runChecks(checks, {
    clock,
    signal,
    location: config.location,
    limits: config.concurrency,
    redact,
    withTrace,
    ledgerOf,
  });
  for await (const checked of running) {
    if (signal.aborted && watching) return { results, allDelivered };
    results.push(checked);
    printer.checked(checked);
    const channels = signal.aborted ? [] : channelsOf(checked.check);
    const posted = await postResult(checked, channels, { config, clock, signal, id: randomUUID });
    allDelivered &&= posted.every(({ result }) => result.kind === "delivered");
    printer.posted(posted);
  }
  printer.end(results, paused);
  return { results, allDelivered };
};
