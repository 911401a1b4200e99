import { medianOf } from "./statistics.ts";

/** One way of doing a thing, in a process of its own. */
export interface Contestant {
  readonly name: string;
  /** Does it so many times. */
  round(operations: number): Promise<Round>;
  stop(): Promise<void>;
}

export interface Round {
  readonly operations: number;
  readonly cpuUs: number;
  /** Operations that did not end as they should. */
  readonly failures: number;
  readonly rssBytes: number;
}

export interface Standing {
  readonly name: string;
  /** Median of the rounds. */
  readonly cpuUs: number;
  readonly rssBytes: number;
  readonly failures: number;
  /** CPU microseconds per operation, by round. */
  readonly rounds: readonly number[];
}

/**
 * Lets the contestants take turns (A B C A B C …), so that what the machine does meanwhile hits all of them alike.
 * A first turn that warms up is not counted.
 */
export const contest = async (
  contestants: readonly Contestant[],
  { rounds, operations }: { readonly rounds: number; readonly operations: number },
): Promise<readonly Standing[]> => {
  const taken = new Map(contestants.map((one) => [one, [] as Round[]]));
  for (let turn = 0; turn <= rounds; turn++)
    for (const [one, list] of taken) {
      const round = await one.round(operations);
      if (turn > 0) list.push(round);
    }
  return [...taken].map(([{ name }, list]) => {
    const perOperation = list.map((round) => round.cpuUs / round.operations);
    return {
      name,
      cpuUs: medianOf(perOperation),
      rssBytes: Math.max(...list.map(({ rssBytes }) => rssBytes)),
      failures: list.reduce((sum, { failures }) => sum + failures, 0),
      rounds: perOperation,
    };
  });
};

/** How many times as much `one` costs as `other`: the median of the rounds' ratios. */
export const ratioOf = (one: Pick<Standing, "rounds">, other: Pick<Standing, "rounds">): number =>
  medianOf(one.rounds.map((value, index) => value / (other.rounds[index] ?? Number.NaN)));
