import type { Ledger } from "./ledger.ts";

/** Readings that come from outside, as they arrive. */
export interface Push {
  /** The sender's own name for it: the same one sent again is the same push. */
  readonly id: string;
  /** When the numbers came about, epoch ms. */
  readonly at: number;
  /** Numbers by the names of readings. */
  readonly readings: Readonly<Record<string, number>>;
  /** What the sender says of itself. */
  readonly status?: "up" | "degraded" | "down";
  readonly message?: string;
}

/** What became of a push. */
export type PushReceipt =
  | {
      readonly kind: "taken";
      /** It had come before. */
      readonly isKnown: boolean;
      /** Something newer had come before it. */
      readonly isLate: boolean;
      /** Whether the run that it stands for has been; durable. */
      hasRun(): Promise<boolean>;
    }
  | {
      readonly kind: "refused";
      readonly problems: readonly { readonly path: string; readonly message: string }[];
    };

/**
 * Takes a push into the check's ledger, durably; the check's next run brings it. One at a time for a check. Rejects with
 * a `StoreError`.
 */
export type TakePush = (
  push: Push,
  to: { readonly ledger: Ledger; readonly now: number },
) => Promise<PushReceipt>;
