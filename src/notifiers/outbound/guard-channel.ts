import { errorText } from "../../core/error-text.ts";
import { plainLine } from "../../core/message/plain-text.ts";
import type { Channel, Delivery, DeliveryResult } from "../../core/notifier.ts";
import { createRedactor } from "../../net/redact.ts";

const longestDetail = 256;

/** What a notifier builds before it is guarded; its functions do not need each other. */
export interface BareChannel {
  readonly idempotent: boolean;
  readonly deliver: (delivery: Delivery) => Promise<DeliveryResult>;
  readonly verify?: (signal: AbortSignal) => Promise<DeliveryResult>;
  readonly close?: () => Promise<void>;
}

/**
 * Wraps a channel so that whatever it answers is bounded, printable and free of secrets (the channel's own and
 * those Hinomi knows), and so that a bug in it is a failed attempt instead of a rejection.
 */
export const guardChannel = (
  channel: BareChannel,
  { secrets, redact }: { readonly secrets: readonly string[]; readonly redact: (text: string) => string },
): Channel => {
  const hideOwn = createRedactor(secrets);
  const tidy = (text: string): string => plainLine(redact(hideOwn(text)), longestDetail);
  const guarded = async (attempt: () => Promise<DeliveryResult>): Promise<DeliveryResult> => {
    try {
      const result = await attempt();
      return result.detail === undefined ? result : { ...result, detail: tidy(result.detail) };
    } catch (error) {
      return { kind: "failed", detail: tidy(errorText(error)) };
    }
  };
  const { idempotent, deliver, verify, close } = channel;
  return {
    idempotent,
    deliver: (delivery) => guarded(() => deliver(delivery)),
    ...(verify && { verify: (signal: AbortSignal) => guarded(() => verify(signal)) }),
    ...(close && { close }),
  };
};

/** An address whose path is the credential, as it may be shown: `https://chat.example.com/…#a1b2`. */
export const showSecretUrl = (url: string): string => {
  const { origin } = new URL(url);
  return `${origin}/…#${url.slice(-4)}`;
};

const shortestToken = 12;

/** The texts that give such an address away: the whole, its path, and the token at its end. */
export const secretsOfUrl = (url: string): readonly string[] => {
  const { href, pathname, search } = new URL(url);
  const token = pathname.split("/").at(-1) ?? "";
  return [url, href, pathname + search, ...(token.length >= shortestToken ? [token] : [])].filter(
    (text) => text.length > 1,
  );
};
