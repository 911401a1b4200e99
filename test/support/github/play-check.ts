import type { CheckType } from "../../../src/core/check-type.ts";
import type { RunContext } from "../../../src/core/check.ts";
import type { Ledger } from "../../../src/core/ledger.ts";
import type { Outcome } from "../../../src/core/outcome.ts";
import { systemClock } from "../../../src/engine/system-clock.ts";
import type { FakeGitHub } from "./fake-github.ts";

/** One run of a check of this type against the fake, as a process with this ledger would make it. */
export interface PlayInput {
  readonly type: CheckType;
  readonly github: FakeGitHub;
  readonly options: Readonly<Record<string, unknown>>;
  readonly timezone?: string;
  readonly ledger: Ledger;
  readonly run?: Partial<RunContext>;
}

export interface Played {
  readonly outcome: Outcome;
  /** How many requests the run made. */
  readonly requests: number;
}

/** Wall time is the world's, durations are real. */
export const playCheck = async (input: PlayInput): Promise<Played> => {
  const { type, github, options, timezone, ledger, run } = input;
  const { url, world } = github;
  const { probe } = type.prepare(
    { api_url: url, token: world.tokens[0]?.token, ...options },
    {
      env: {},
      readFile: () => "",
      redact: (text) => text,
      ...(timezone !== undefined && { timezone }),
    },
  );
  const before = github.requests().length;
  const outcome = await probe({
    signal: new AbortController().signal,
    timeoutMs: 120_000,
    clock: { ...systemClock, now: world.now },
    ledger,
    ...run,
  });
  return { outcome, requests: github.requests().length - before };
};

/** The reading of that name. */
export const readingOf = ({ readings }: Outcome, name: string): number | undefined =>
  readings.find((reading) => reading.name === name)?.value;
