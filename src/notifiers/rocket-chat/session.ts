import { textAt, type Answer, type NoAnswer } from "../outbound/json-client.ts";
import { readReply, type Refusal, type Reply } from "./reply.ts";

type AuthHeaders = Readonly<Record<"x-auth-token" | "x-user-id", string>>;

export type Credential =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  | { readonly kind: "token"; readonly userId: string; readonly token: string };

/** Sends one call to the API, with or without credentials in its headers. */
export type SendToApi = (call: {
  readonly method: "GET" | "POST";
  /** `chat.update`, `me`. */
  readonly route: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal: AbortSignal;
}) => Promise<Answer | NoAnswer>;

/** A place at the server: one token, fetched when first needed and used for everything. */
export interface Session {
  /** The headers that sign a call. Callers who come while a log-in is under way share it. */
  enter(signal: AbortSignal): Promise<{ readonly ok: true; readonly auth: AuthHeaders } | Refusal>;
  /** Forgets a token that the server has refused; false when there is no way to get another one. */
  renew(refused: AuthHeaders): boolean;
  /** Gives the token back. A second call does nothing. */
  leave(signal: AbortSignal): Promise<void>;
}

const headersFor = (userId: string, token: string): AuthHeaders => ({
  "x-auth-token": token,
  "x-user-id": userId,
});

/**
 * A log-in with a password makes a token that lives for months, and each further one pushes out the account's
 * older sessions: hence one per session, kept until `leave`.
 */
export const createSession = (credential: Credential, send: SendToApi, now: () => number): Session => {
  if (credential.kind === "token") {
    const auth = headersFor(credential.userId, credential.token);
    return { enter: async () => ({ ok: true, auth }), renew: () => false, leave: async () => {} };
  }
  const { user, password } = credential;
  let entering: ReturnType<Session["enter"]> | undefined;
  let current: AuthHeaders | undefined;

  const login = async (signal: AbortSignal): ReturnType<Session["enter"]> => {
    try {
      const answer = await send({ method: "POST", route: "login", body: { user, password }, signal });
      const reply = readLogin(readReply(answer, now()));
      if (reply.ok) current = reply.auth;
      return reply;
    } finally {
      if (!current) entering = undefined;
    }
  };

  return {
    enter: (signal) => (entering ??= login(signal)),
    renew: (refused) => {
      if (refused === current) {
        current = undefined;
        entering = undefined;
      }
      return true;
    },
    leave: async (signal) => {
      const auth = current;
      current = undefined;
      entering = undefined;
      if (auth) await send({ method: "POST", route: "logout", headers: auth, body: {}, signal });
    },
  };
};

/** No answer to a log-in leaves nothing behind that could be doubled, so it is a plain failure. */
const readLogin = (reply: Reply): Awaited<ReturnType<Session["enter"]>> => {
  if (!reply.ok)
    return reply.result.kind === "uncertain"
      ? { ...reply, result: { kind: "failed", detail: reply.result.detail } }
      : reply;
  const userId = textAt(reply.body, "data", "userId");
  const token = textAt(reply.body, "data", "authToken");
  if (userId !== "" && token !== "") return { ok: true, auth: headersFor(userId, token) };
  const detail = "the answer to the log-in has no token";
  return { ok: false, status: 200, said: "", result: { kind: "failed", detail } };
};
