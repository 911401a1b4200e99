import type { Clock } from "../../core/clock.ts";
import type { AccountStore, ApiToken, Session } from "../../core/store.ts";
import { sha256 } from "./digest.ts";
import type { Principal } from "./principal.ts";

const dayMs = 86_400_000;
export const sessionMs = 30 * dayMs;
/** A session is prolonged at most once a day, a token's last use noted at most once a minute. */
const prolongAfterMs = dayMs;
const touchAfterMs = 60_000;

/** Sessions and tokens: long random texts of which only the SHA-256 is kept. */
export interface Accounts {
  /** Begins a session; the answer is the cookie's value. */
  begin(user: string): Promise<string>;
  /** The session behind a cookie's value. `prolonged` says that the cookie should be set again. */
  session(value: string): Promise<{ readonly principal: Principal; readonly prolonged: boolean } | undefined>;
  /** Creates a token; `secret` is told this once. */
  createToken(name: string): Promise<{ readonly token: ApiToken; readonly secret: string }>;
  /** The token behind an `Authorization` header's value. */
  token(secret: string): Promise<Principal | undefined>;
}

export const createAccounts = (input: {
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
}): Accounts => {
  const { store, clock, randomBytes } = input;
  const random = (count: number): string => Buffer.from(randomBytes(count)).toString("base64url");

  /** True when the session was prolonged. A store that cannot write must not keep anyone from reading. */
  const prolong = async (session: Session, now: number): Promise<boolean> => {
    if (session.expiresAt - now > sessionMs - prolongAfterMs) return false;
    return store.saveSession({ ...session, expiresAt: now + sessionMs }).then(
      () => true,
      () => false,
    );
  };

  return {
    async begin(user) {
      const value = random(32);
      const now = clock.now();
      await store.saveSession({ hash: sha256(value), user, createdAt: now, expiresAt: now + sessionMs });
      return value;
    },
    async session(value) {
      const now = clock.now();
      const found = await store.session(sha256(value));
      if (!found || found.expiresAt <= now) return undefined;
      const principal: Principal = { kind: "session", user: found.user, hash: found.hash };
      return { principal, prolonged: await prolong(found, now) };
    },
    async createToken(name) {
      const secret = `hin_${random(32)}`;
      const token = { id: random(9), name, hash: sha256(secret), createdAt: clock.now() };
      await store.saveToken(token);
      return { token, secret };
    },
    async token(secret) {
      const found = await store.tokenByHash(sha256(secret));
      if (!found) return undefined;
      const now = clock.now();
      if (now - (found.lastUsedAt ?? 0) >= touchAfterMs)
        await store.touchToken(found.id, now).catch(() => undefined);
      return { kind: "token", id: found.id, name: found.name };
    },
  };
};
