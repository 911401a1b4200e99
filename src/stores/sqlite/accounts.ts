import type { AccountStore, ApiToken, Session } from "../../core/store.ts";
import type { Database } from "./database.ts";
import { readSilences, writeSilence } from "./silences.ts";

interface TokenRow extends Omit<ApiToken, "lastUsedAt"> {
  readonly lastUsedAt: number | null;
}

const decodeToken = ({ lastUsedAt, ...token }: TokenRow): ApiToken => ({
  ...token,
  ...(lastUsedAt !== null && { lastUsedAt }),
});

const tokenColumns = "id, name, hash, created_at AS createdAt, last_used_at AS lastUsedAt";

type Users = Pick<AccountStore, "user" | "countUsers" | "createFirstUser" | "setPassword">;

const createUsers = (db: Database): Users => ({
  user: (name) =>
    db.answer(() => {
      const row = db.get<{ passwordHash: string }>(
        "SELECT password_hash AS passwordHash FROM users WHERE name = ?",
        name,
      );
      return row && { name, passwordHash: row.passwordHash };
    }),
  countUsers: () =>
    db.answer(() => db.get<{ count: number }>("SELECT count(*) AS count FROM users")?.count ?? 0),
  createFirstUser: ({ name, passwordHash }) =>
    db.answer(
      () =>
        db.run(
          "INSERT INTO users (name, password_hash) SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM users)",
          name,
          passwordHash,
        ) > 0,
    ),
  setPassword: (name, passwordHash) =>
    db.answer(() => void db.run("UPDATE users SET password_hash = ? WHERE name = ?", passwordHash, name)),
});

type Sessions = Pick<AccountStore, "saveSession" | "session" | "deleteSession">;

const createSessions = (db: Database): Sessions => ({
  saveSession: ({ hash, user, createdAt, expiresAt }) =>
    db.answer(
      () =>
        void db.run(
          `INSERT INTO sessions (hash, user, created_at, expires_at) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at`,
          hash,
          user,
          createdAt,
          expiresAt,
        ),
    ),
  session: (hash) =>
    db.answer(() => {
      const row = db.get<Session>(
        "SELECT hash, user, created_at AS createdAt, expires_at AS expiresAt FROM sessions WHERE hash = ?",
        hash,
      );
      return row && { ...row };
    }),
  deleteSession: (hash) => db.answer(() => void db.run("DELETE FROM sessions WHERE hash = ?", hash)),
});

type Tokens = Pick<AccountStore, "saveToken" | "tokens" | "tokenByHash" | "touchToken" | "deleteToken">;

const createTokens = (db: Database): Tokens => ({
  saveToken: ({ id, name, hash, createdAt, lastUsedAt }) =>
    db.answer(
      () =>
        void db.run(
          `INSERT INTO api_tokens (id, name, hash, created_at, last_used_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_used_at = excluded.last_used_at`,
          id,
          name,
          hash,
          createdAt,
          lastUsedAt ?? null,
        ),
    ),
  tokens: () =>
    db.answer(() =>
      db.all<TokenRow>(`SELECT ${tokenColumns} FROM api_tokens ORDER BY created_at, id`).map(decodeToken),
    ),
  tokenByHash: (hash) =>
    db.answer(() => {
      const row = db.get<TokenRow>(`SELECT ${tokenColumns} FROM api_tokens WHERE hash = ?`, hash);
      return row && decodeToken(row);
    }),
  touchToken: (id, at) =>
    db.answer(() => void db.run("UPDATE api_tokens SET last_used_at = ? WHERE id = ?", at, id)),
  deleteToken: (id) => db.answer(() => db.run("DELETE FROM api_tokens WHERE id = ?", id) > 0),
});

export const createAccounts = (db: Database): AccountStore => ({
  ...createUsers(db),
  ...createSessions(db),
  ...createTokens(db),
  saveSilence: (silence) => db.answer(() => writeSilence(db, silence)),
  silences: (now) => db.answer(() => readSilences(db, now)),
});
