import type { AccountStore, ApiToken, Session, Silence } from "../../core/store.ts";

export interface MemoryAccounts extends AccountStore {
  forgetSessions(now: number): void;
  forgetSilences(before: number): void;
}

const deleteWhere = <T>(rows: Map<string, T>, isGone: (row: T) => boolean): void => {
  for (const [key, row] of rows) if (isGone(row)) rows.delete(key);
};

export const createMemoryAccounts = (): MemoryAccounts => {
  const users = new Map<string, { readonly name: string; readonly passwordHash: string }>();
  const sessions = new Map<string, Session>();
  const tokens = new Map<string, ApiToken>();
  const silences = new Map<string, Silence>();

  return {
    forgetSessions: (now) => deleteWhere(sessions, ({ expiresAt }) => expiresAt < now),
    forgetSilences: (before) => deleteWhere(silences, ({ until }) => until < before),

    user: async (name) => users.get(name),
    countUsers: async () => users.size,
    createFirstUser: async (user) => {
      if (users.size > 0) return false;
      users.set(user.name, user);
      return true;
    },
    setPassword: async (name, passwordHash) => {
      if (users.has(name)) users.set(name, { name, passwordHash });
    },
    saveSession: async (session) => void sessions.set(session.hash, session),
    session: async (hash) => sessions.get(hash),
    deleteSession: async (hash) => void sessions.delete(hash),
    saveToken: async (token) => void tokens.set(token.id, token),
    tokens: async () =>
      [...tokens.values()].sort(
        (left, right) => left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1),
      ),
    tokenByHash: async (hash) => [...tokens.values()].find((token) => token.hash === hash),
    touchToken: async (id, lastUsedAt) => {
      const token = tokens.get(id);
      if (token) tokens.set(id, { ...token, lastUsedAt });
    },
    deleteToken: async (id) => tokens.delete(id),
    saveSilence: async (silence) => void silences.set(silence.id, silence),
    silences: async (now) =>
      [...silences.values()]
        .filter(({ until }) => until > now)
        .sort((left, right) => left.from - right.from || (left.id < right.id ? -1 : 1)),
  };
};
