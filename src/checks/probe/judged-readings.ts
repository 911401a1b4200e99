import type { Probe } from "../../core/check.ts";
import { judge } from "../../core/outcome.ts";
import type { ReadingRange } from "../expect/reading-options.ts";
import { createReadingJudge, type ReadingExpectations } from "../expect/reading.ts";
import type { Redact } from "../expect/judgement.ts";

const positive: ReadingRange = { least: 0 };

/** The readings of every connection, and what they can be. */
export const connectionReadings = {
  latency: positive,
  dns: positive,
  connect: positive,
  tls: positive,
  first_byte: positive,
  transfer: positive,
} as const;

/** Those of a connection that shows a certificate; one that has expired is less than 0. */
export const certificateReadings = { cert_expiry: {} } as const;

interface Expected {
  readonly readings: ReadingExpectations | undefined;
  readonly timezone: string | undefined;
  readonly redact: Redact;
}

/**
 * The same probe, which also holds expectations against the readings of the runs that came to an answer. It is the very
 * probe where nothing is expected of readings.
 */
export const judgingReadings = (
  probe: Probe,
  { readings: expected, timezone, redact }: Expected,
): { readonly probe: Probe; readonly usesLedger?: boolean } => {
  if (!expected || Object.keys(expected).length === 0) return { probe };
  const readingJudge = createReadingJudge(expected, { timezone, redact });
  return {
    usesLedger: readingJudge.usesLedger,
    probe: async (run) => {
      const outcome = await probe(run);
      const { readings, judgements, evidence, status } = outcome;
      // A run that came to nothing is told by its own reason, and has no judgements.
      if (status !== "up" && judgements.length === 0) return outcome;
      const more = await readingJudge.judge(readings, { now: run.clock.now(), ledger: run.ledger });
      return judge(readings, [...judgements, ...more], evidence);
    },
  };
};
