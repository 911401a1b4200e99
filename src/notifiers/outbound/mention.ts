import type { NotificationKind } from "../../core/incident.ts";
import type { Delivery } from "../../core/notifier.ts";

/** The changes for which a person has to be called. */
const loudKinds: readonly NotificationKind[] = ["firing", "escalated", "reminder"];

/** The configured mention when this delivery is to call someone, else nothing. */
export const mentionFor = (
  { card, notification }: Delivery,
  mention: string | undefined,
): string | undefined =>
  card.state === "problem" && loudKinds.includes(notification.kind) ? mention : undefined;
