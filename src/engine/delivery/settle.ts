import type { OutboxRow } from "../../core/notification.ts";
import type { DeliveryResult } from "../../core/notifier.ts";
import type { Card, Outbox, Settlement } from "../../core/store.ts";
import { circuitMs, giveUpMs, retryDelayMs } from "./backoff.ts";
import type { Unit } from "./plan.ts";

export interface SettleContext {
  readonly now: number;
  readonly attempts: number;
  /** In [0, 1). */
  readonly random: number;
  /** Hinomi stops: what was cut off may have arrived and is tried again by the next start. */
  readonly stopping: boolean;
  readonly cards: readonly Card[];
}

/**
 * Writes the end of an attempt: the lead row gets the result, the rows merged into it are superseded once it is
 * delivered. Answers with the rows as they are now.
 */
export const settle = async (
  outbox: Outbox,
  unit: Unit,
  result: DeliveryResult,
  context: SettleContext,
): Promise<readonly OutboxRow[]> => {
  const { lead, rows } = unit;
  const settlement = settlementOf(result, lead, context);
  const others = rows.filter((row) => row !== lead);
  const othersSettlement: Settlement =
    settlement.state === "delivered"
      ? { state: "superseded", nextAttemptAt: context.now, uncertain: false, settledAt: context.now }
      : { ...settlement, uncertain: false };
  if (others.length > 0)
    await outbox.settle({ ids: others.map(({ id }) => id), settlement: othersSettlement });
  await outbox.settle({
    ids: [lead.id],
    settlement,
    attempt: { at: context.now, kind: result.kind, detail: result.detail ?? "" },
    cards: context.cards,
  });
  return rows.map((row) => ({
    ...row,
    ...(row === lead ? settlement : othersSettlement),
    attempts: row === lead ? context.attempts : row.attempts,
  }));
};

const settlementOf = (
  result: DeliveryResult,
  { createdAt, uncertain }: OutboxRow,
  context: Pick<SettleContext, "now" | "attempts" | "random" | "stopping">,
): Settlement => {
  const { now, attempts, random } = context;
  if (result.kind === "delivered")
    return { state: "delivered", nextAttemptAt: now, uncertain: false, settledAt: now };
  const isTooOld = now - createdAt > giveUpMs && !context.stopping;
  if (result.kind === "rejected" || isTooOld)
    return { state: "dead", nextAttemptAt: now, uncertain, lastError: result.detail, settledAt: now };
  const isUncertain = uncertain || result.kind === "uncertain";
  const delayMs = delayAfter(result, attempts, random);
  return { state: "pending", nextAttemptAt: now + delayMs, uncertain: isUncertain, lastError: result.detail };
};

const delayAfter = (
  result: Exclude<DeliveryResult, { kind: "delivered" | "rejected" }>,
  attempts: number,
  random: number,
): number => {
  switch (result.kind) {
    case "wait":
      return result.retryAfterMs;
    case "unauthorized":
      return circuitMs;
    case "failed":
      return retryDelayMs(attempts, random, result.retryAfterMs);
    case "uncertain":
      return retryDelayMs(attempts, random);
  }
};
