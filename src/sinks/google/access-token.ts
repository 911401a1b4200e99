import type { Clock } from "../../core/clock.ts";
import type { SinkResult } from "../../core/sink.ts";
import { textAt, valueAt, type Answer, type SendCall } from "../outbound/json-client.ts";
import { retryAfterMs } from "../../net/retry-hint.ts";
import { signAssertion, type ServiceAccount } from "./service-account.ts";

export type TokenAnswer =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "none"; readonly result: SinkResult };

/** Tokens of one identity for one scope. */
export interface AccessTokens {
  /** A token that lasts for a minute at least: the one that is kept, or a new one. */
  token(signal: AbortSignal): Promise<TokenAnswer>;
  /** Forgets the token that is kept: it was refused. */
  forget(): void;
  /** The address that a document is to be shared with; empty when it cannot be found out. */
  email(signal: AbortSignal): Promise<string>;
}

export interface TokenSurroundings {
  readonly clock: Clock;
  readonly send: SendCall;
  readonly scope: string;
}

const spareMs = 60_000;
/** How long a limit lasts that names no end. */
const limitMs = 60_000;

/** By the key of a service account, exchanged at the address that its file names. */
export const createKeyTokens = (account: ServiceAccount, around: TokenSurroundings): AccessTokens => ({
  ...keepToken(around, (signal) =>
    around.send({
      url: account.tokenUri,
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: signAssertion(account, around.scope, around.clock.now()),
      }).toString(),
      signal,
    }),
  ),
  email: () => Promise.resolve(account.email),
});

/** From the metadata server of a machine in Google's cloud; `GCE_METADATA_HOST` names another one. */
export const createMetadataTokens = (
  env: Readonly<Record<string, string | undefined>>,
  around: TokenSurroundings,
): AccessTokens => {
  const host = env["GCE_METADATA_HOST"] || "metadata.google.internal";
  const ask = (path: string, signal: AbortSignal) =>
    around.send({
      url: `http://${host}/computeMetadata/v1/instance/service-accounts/default/${path}`,
      method: "GET",
      headers: { "metadata-flavor": "Google", accept: "*/*" },
      isMetadata: true,
      signal,
    });
  const scopes = encodeURIComponent(around.scope);
  return {
    ...keepToken(around, (signal) => ask(`token?scopes=${scopes}`, signal)),
    email: async (signal) => {
      const answer = await ask("?recursive=true", signal);
      return answer.kind === "answered" ? textAt(answer.json, "email") : "";
    },
  };
};

type AskForToken = (signal: AbortSignal) => ReturnType<SendCall>;

const keepToken = (
  { clock }: TokenSurroundings,
  ask: AskForToken,
): Pick<AccessTokens, "token" | "forget"> => {
  let kept: { readonly token: string; readonly until: number } | undefined;
  return {
    forget: () => void (kept = undefined),
    token: async (signal) => {
      const now = clock.now();
      if (kept && kept.until > now) return { kind: "token", token: kept.token };
      const answer = await ask(signal);
      if (answer.kind === "unanswered")
        return { kind: "none", result: { kind: "failed", detail: `no token: ${answer.detail}` } };
      const token = textAt(answer.json, "access_token");
      const seconds = Number(valueAt(answer.json, "expires_in"));
      if (answer.status !== 200 || token === "") return { kind: "none", result: refusal(answer, now) };
      kept = { token, until: now + (Number.isFinite(seconds) ? seconds * 1000 : 0) - spareMs };
      return { kind: "token", token };
    },
  };
};

/** RFC 6749, 5.2: `error` and `error_description`. */
const refusal = (answer: Answer, now: number): SinkResult => {
  const { status, headers, json } = answer;
  const said = [textAt(json, "error"), textAt(json, "error_description")]
    .filter((text) => text !== "")
    .join(": ");
  const detail = `no token: the token address answered ${status}${said === "" ? "" : ` (${said})`}`;
  const hint = retryAfterMs(headers, now);
  if (status === 429) return { kind: "wait", retryAfterMs: hint ?? limitMs, detail };
  if (status >= 500 || status === 200) {
    return { kind: "failed", detail, ...(hint !== undefined && { retryAfterMs: hint }) };
  }
  return { kind: "unauthorized", detail, remedy: remedyFor(status, said) };
};

const remedyFor = (status: number, said: string): string => {
  if (/iat|exp\b|expired|lifetime|short-lived|timeframe/i.test(said))
    return "Set this machine's clock: the statement's time is checked";
  if (status === 404) return "Give this machine a service account, or name a key file in credentials";
  return "Make a new JSON key for the service account, and look whether the account is still there and enabled";
};
