import type { OutboxRow } from "../../core/notification.ts";
import type { DeliveryResult } from "../../core/notifier.ts";
import type { Card, Outbox, Settlement } from "../../core/store.ts";
import { circuitMs, giveUpMs, retryDelayMs } from "./backoff.ts";
import type { Unit } from "./plan.ts";

/**
 * Writes the end of an attempt: the lead row gets the result, the rows merged into it are superseded once it is
 * delivered. Answers with the rows as they are now.
 */
export const settle = async (
  outbox: Outbox,
  unit: Unit,
  result: DeliveryResult,
  context: {
    readonly now: number;
    readonly attempts: number;
    readonly random: number;
    /** Hinomi stops: what was cut off may have arrived and is tried again by the next start. */
    readonly stopping: boolean;
    readonly cards: readonly Card[];
  },
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
  lead: OutboxRow,
  context: {
    readonly now: number;
    readonly attempts: number;
    readonly random: number;
    readonly stopping: boolean;
  },
): Settlement => {
  const { now } = context;
  const uncertain = lead.uncertain;
  if (result.kind === "delivered")
    return { state: "delivered", nextAttemptAt: now, uncertain: false, settledAt: now };
  if (result.kind === "rejected" || (now - lead.createdAt > giveUpMs && !context.stopping))
    return { state: "dead", nextAttemptAt: now, uncertain, lastError: result.detail, settledAt: now };
  const again = { state: "pending", lastError: result.detail } as const;
  switch (result.kind) {
    case "wait":
      return { ...again, nextAttemptAt: now + result.retryAfterMs, uncertain };
    case "unauthorized":
      return { ...again, nextAttemptAt: now + circuitMs, uncertain };
    case "failed":
      return {
        ...again,
        nextAttemptAt: now + retryDelayMs(context.attempts, context.random, result.retryAfterMs),
        uncertain,
      };
    case "uncertain":
      return {
        ...again,
        nextAttemptAt: now + retryDelayMs(context.attempts, context.random),
        uncertain: true,
      };
  }
};
