import type { Reason } from "./reason.ts";

/** What one run found. `unknown` means that nothing can be said: it is never counted as good or bad. */
export type Status = "up" | "degraded" | "down" | "unknown";

/** Units a reading can have; `ratio` is 0 to 1. */
export type Unit = "ms" | "s" | "bytes" | "count" | "code" | "ratio";

/** A named number found by a run. Names are `snake_case` and stable: they name a series. */
export interface Reading {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
}

/** The phases of a network run, in order; each is a reading in `ms` of that name. */
export const phaseNames = ["dns", "connect", "tls", "first_byte", "transfer"] as const;
export type PhaseName = (typeof phaseNames)[number];

/** One thing the user said is good, with what was seen. */
export interface Judgement {
  /** What was looked at, such as `status`, `latency`, `json $.status`, `header content-type`. */
  readonly subject: string;
  /** What was wanted, for people: `200`, `< 2 s`, `eq 0`. */
  readonly expected: string;
  /** What was seen, bounded and free of secrets. */
  readonly actual: string;
  readonly status: "up" | "degraded" | "down";
  /** Why, when not up. */
  readonly reason?: Reason;
}

/** What was seen on the wire, bounded (4 kB) and redacted, kept for runs that were not up. */
export interface Evidence {
  /** One line per step: request line, status line, headers, redirects. */
  readonly exchange: readonly string[];
  /** The beginning of the body as text, if there was one. */
  readonly body?: string;
  readonly address?: string;
}

/** The result of one run. A failure of the target is data here, never an exception. */
export interface Outcome {
  readonly status: Status;
  /** Present when `status` is not `up`. The worst judgement's reason, or why there was nothing to judge. */
  readonly reason?: Reason;
  readonly readings: readonly Reading[];
  readonly judgements: readonly Judgement[];
  readonly evidence?: Evidence;
}

const ranks: Readonly<Record<Status, number>> = { up: 0, unknown: 1, degraded: 2, down: 3 };

/** The worse of two statuses: down, then degraded, then unknown, then up. */
export const worseStatus = <S extends Status>(left: S, right: S): S =>
  ranks[right] > ranks[left] ? right : left;

/** True for the statuses that a person is told about. */
export const isBad = (status: Status): status is "degraded" | "down" =>
  status === "degraded" || status === "down";

/** The outcome that a list of judgements adds up to: the worst one decides and gives the reason. */
export const judge = (
  readings: readonly Reading[],
  judgements: readonly Judgement[],
  evidence?: Evidence,
): Outcome => {
  const worst = judgements.reduce<Judgement | undefined>(
    (found, next) => (ranks[next.status] > ranks[found?.status ?? "up"] ? next : found),
    undefined,
  );
  return {
    status: worst?.status ?? "up",
    ...(worst?.reason && { reason: worst.reason }),
    readings,
    judgements,
    ...(evidence && { evidence }),
  };
};

/** An outcome for a run that ended before there was anything to judge. */
export const failedOutcome = (
  status: "down" | "degraded" | "unknown",
  reason: Reason,
  readings: readonly Reading[] = [],
  evidence?: Evidence,
): Outcome => ({ status, reason, readings, judgements: [], ...(evidence && { evidence }) });
