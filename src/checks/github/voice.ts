import type { Clock } from "../../core/clock.ts";
import { reason } from "../../core/reason.ts";
import type { ApiAddress } from "./api-address.ts";
import { parseInstallationToken, signAppClaim } from "./app-token.ts";
import type { Conversation, Voice } from "./conversation.ts";
import { hashOf, type Desk } from "./desk.ts";
import { askGh } from "./gh-token.ts";
import type { GitHubRefusal } from "./github.ts";
import type { RunTime } from "./run-time.ts";
import type { Secrets } from "./secrets.ts";
import { cleanToken } from "./token-shape.ts";
import type { TokenSource } from "./token-source.ts";

/** Who asks, with what is said of the token: its origin, and its kind by its beginning. */
export interface KnownVoice extends Voice {
  readonly kind: "voice";
  /** What keeps answers of different tokens apart. Never the token. */
  readonly key: string;
  readonly origin?: string;
  readonly token?: string;
  /** Gets another token next time: GitHub refused this one. */
  forget(): void;
}

export interface VoiceInput {
  readonly source: TokenSource;
  readonly desk: Desk;
  readonly address: ApiAddress;
  readonly secrets: Secrets;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Asking {
  readonly conversation: Conversation;
  readonly clock: Clock;
  readonly time: RunTime;
}

const ghTokenMs = 600_000;
/** An installation token lasts an hour; the last minutes of it are left alone. */
const renewBeforeMs = 300_000;

const refused = (detail: string): GitHubRefusal => ({
  kind: "refused",
  reason: reason("github-refused", detail),
});

const speak = (
  { desk, address }: VoiceInput,
  token: string,
  origin: string,
  more: { readonly isFixed: boolean; readonly identity?: string; readonly forget?: () => void },
): KnownVoice => {
  const key = `${address.rest} ${more.identity ?? hashOf(token)}`;
  const { isFixed, forget = () => {} } = more;
  const authorization = `Bearer ${token}`;
  return { kind: "voice", key, lane: desk.lane(key), authorization, isFixed, origin, token, forget };
};

/** Finds the voice of a check: at once for a token that is known, else by asking `gh` or GitHub for one. */
export const findVoice = async (input: VoiceInput, asking: Asking): Promise<KnownVoice | GitHubRefusal> => {
  const { source, desk, address } = input;
  switch (source.kind) {
    case "none": {
      const key = `${address.rest} nobody`;
      return { kind: "voice", key, lane: desk.lane(key), isFixed: true, forget: () => {} };
    }
    case "fixed":
      return speak(input, source.token, source.origin, { isFixed: true });
    case "gh":
      return ghVoice(input, source, asking);
    case "app":
      return appVoice(input, source, asking);
  }
};

const ghVoice = async (
  input: VoiceInput,
  { origin, hostname }: Extract<TokenSource, { kind: "gh" }>,
  { clock, time }: Asking,
): Promise<KnownVoice | GitHubRefusal> => {
  const { borrowed } = input.desk;
  const key = `gh ${hostname}`;
  const forget = () => void borrowed.delete(key);
  const known = borrowed.get(key);
  if (known && known.goodUntil > clock.now()) {
    input.secrets.add(known.token);
    return speak(input, known.token, origin, { isFixed: false, forget });
  }
  const printed = await askGh(hostname, input.env, time.signal);
  if (printed.kind === "failed") {
    if (!time.isCut()) return refused(printed.detail);
    return { kind: "failed", reason: reason("run-interrupted", "the run was stopped") };
  }
  const cleaned = cleanToken(printed.text);
  if (cleaned.kind === "broken") return refused(`${origin}: ${cleaned.problem}`);
  input.secrets.add(cleaned.token);
  borrowed.set(key, { token: cleaned.token, goodUntil: clock.now() + ghTokenMs });
  return speak(input, cleaned.token, origin, { isFixed: false, forget });
};

const appVoice = async (
  input: VoiceInput,
  { origin, app }: Extract<TokenSource, { kind: "app" }>,
  { conversation, clock, time }: Asking,
): Promise<KnownVoice | GitHubRefusal> => {
  const { desk, address, secrets } = input;
  const { borrowed } = desk;
  const fingerprint = hashOf(String(app.key.export({ type: "pkcs8", format: "pem" })));
  const identity = `app ${app.appId} ${app.installationId} ${fingerprint}`;
  const key = `${address.rest} ${identity}`;
  const forget = () => void borrowed.delete(key);
  const known = () => {
    const found = borrowed.get(key);
    if (!found || found.goodUntil <= clock.now()) return undefined;
    secrets.add(found.token);
    return speak(input, found.token, origin, { isFixed: false, identity, forget });
  };
  const renew = async (): Promise<KnownVoice | GitHubRefusal> => {
    const claim = signAppClaim(app, clock.now());
    secrets.add(claim);
    const path = `/app/installations/${app.installationId}/access_tokens`;
    const answer = await conversation.ask(
      { method: "POST", url: address.urlOf(path), path, resource: "core" },
      { lane: desk.lane(`${key} claim`), authorization: `Bearer ${claim}`, isFixed: false },
    );
    if (answer.kind !== "answered") return answer;
    const made = answer.status === 201 ? parseInstallationToken(answer.json) : undefined;
    if (!made) return refused(appRefusal(answer.status, origin));
    secrets.add(made.token);
    borrowed.set(key, { token: made.token, goodUntil: made.expiresAt - renewBeforeMs });
    return speak(input, made.token, origin, { isFixed: false, identity, forget });
  };
  const before = known();
  if (before) return before;
  // One of all who wait for a token gets it; the others find it there.
  const endTurn = await desk.lane(`${key} renewal`).take(time);
  try {
    return (endTurn && known()) ?? (await renew());
  } finally {
    endTurn?.();
  }
};

const appRefusal = (status: number, origin: string): string => {
  if (status === 401)
    return `GitHub does not know ${origin}, by this key: check app_id and private_key, and this machine's clock`;
  if (status === 404)
    return `GitHub does not find ${origin}: check installation_id, and that the App is installed`;
  if (status === 403) return `GitHub gives ${origin} no token: it may be suspended; look at its settings`;
  return `GitHub gave ${origin} no token, but status ${status}`;
};
