import type { Clock } from "./clock.ts";
import type { Message } from "./message/message.ts";
import type { CardRef, Notification } from "./notification.ts";
import type { OptionsSchema, OutputOf } from "./schema.ts";
import { validated } from "./check-type.ts";

/** One attempt to deliver one notification. */
export interface Delivery {
  readonly notification: Notification;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** An earlier attempt may have arrived. */
  readonly uncertain: boolean;
  /** The whole card as it should look now. A channel that cannot edit posts this. */
  readonly card: Message;
  /** One line for the thread: what has just changed. */
  readonly note: string;
  /** What this channel answered to the incident's first message; absent for the first. */
  readonly ref?: CardRef;
  /** Aborts when Hinomi stops. A notifier adds its own time limit (default 15 s). */
  readonly signal: AbortSignal;
}

/** How an attempt ended. Texts are English, bounded and free of secrets. */
export type DeliveryResult =
  /** `ref` is stored for the incident's later messages. */
  | { readonly kind: "delivered"; readonly ref?: CardRef; readonly detail?: string }
  /** A limit was met: wait, this is not a failure. The whole channel pauses. */
  | { readonly kind: "wait"; readonly retryAfterMs: number; readonly detail: string }
  /** Did not arrive; worth another try. `retryAfterMs` is the server's own hint. */
  | { readonly kind: "failed"; readonly retryAfterMs?: number; readonly detail: string }
  /** May have arrived (no answer after the body was sent). */
  | { readonly kind: "uncertain"; readonly detail: string }
  /** Never will arrive as it is. */
  | { readonly kind: "rejected"; readonly detail: string; readonly remedy?: string }
  /** The credential is refused: the channel's circuit opens at once. */
  | { readonly kind: "unauthorized"; readonly detail: string; readonly remedy?: string };

/** A configured notifier: speaks to one channel. */
export interface Channel {
  /** Whether an attempt that may have arrived can be repeated without a duplicate. */
  readonly idempotent: boolean;
  deliver(delivery: Delivery): Promise<DeliveryResult>;
  /** Asks the service whether the credential works, without posting. Absent where there is no such call. */
  verify?(signal: AbortSignal): Promise<DeliveryResult>;
  /** Releases what it holds (session, connections). */
  close?(): Promise<void>;
}

export interface NotifierSurroundings {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  readonly redact: (text: string) => string;
  /** The channel's id, for messages. */
  readonly channelId: string;
}

/** The code behind a channel's `type: …`. One file each. */
export interface Notifier<Name extends string = string> {
  readonly type: Name;
  readonly summary: string;
  readonly options: OptionsSchema;
  /** @throws {Error} when the options contradict each other or a file is missing */
  open(raw: unknown, surroundings: NotifierSurroundings): Channel;
}

export const defineNotifier = <Name extends string, S extends OptionsSchema>(definition: {
  readonly type: Name;
  readonly summary: string;
  readonly options: S;
  readonly open: (options: OutputOf<S>, surroundings: NotifierSurroundings) => Channel;
}): Notifier<Name> => ({
  type: definition.type,
  summary: definition.summary,
  options: definition.options,
  open: (raw, surroundings) => definition.open(validated(definition.options, raw), surroundings),
});
