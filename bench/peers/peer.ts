import type { Target } from "../target/target.ts";

export interface PeerLoad {
  readonly target: Target;
  readonly checks: number;
  readonly everyMs: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
}

/** What a monitoring program did in a window. Sizes of all its processes together. */
export interface PeerFinding {
  readonly name: string;
  readonly runs: number;
  /** Runs that did not find the target good, though it was. */
  readonly failedShare: number;
  readonly cpuUsPerRun: number;
  readonly rssBytes: number;
  readonly writtenPerRun: number;
  readonly storedPerRun: number;
}
