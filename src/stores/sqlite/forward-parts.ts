import type { LedgerStore } from "../../core/ledger.ts";
import type { Store } from "../../core/store.ts";

/** Asks something of the store that is current. */
export type Ask = <T>(work: (store: Store) => Promise<T>) => Promise<T>;

/** Not by `write`: news of the file are for who writes what memory knows, not for a probe. */
const forwardLedger = (ask: Ask): LedgerStore => ({
  of: (checkId) => ({
    memo: (key) => ask(({ ledger }) => ledger.of(checkId).memo(key)),
    days: (query) => ask(({ ledger }) => ledger.of(checkId).days(query)),
    snapshots: (query) => ask(({ ledger }) => ledger.of(checkId).snapshots(query)),
    entries: (limit) => ask(({ ledger }) => ledger.of(checkId).entries(limit)),
    parts: () => ask(({ ledger }) => ledger.of(checkId).parts()),
    write: (change) => ask(({ ledger }) => ledger.of(checkId).write(change)),
  }),
  series: (checkId) => ask(({ ledger }) => ledger.series(checkId)),
  tables: (checkId) => ask(({ ledger }) => ledger.tables(checkId)),
  changes: (after, limit) => ask(({ ledger }) => ledger.changes(after, limit)),
});

/** A store whose every method asks the current one: by `write` where what was said must be durable. */
export const forwardParts = (ask: Ask, write: Ask): Omit<Store, "close"> => ({
  ledger: forwardLedger(ask),
  write: (batch) => write((store) => store.write(batch)),
  states: () => ask((store) => store.states()),
  backup: (path) => ask((store) => store.backup(path)),
  runs: {
    list: (query) => ask(({ runs }) => runs.list(query)),
    latest: () => ask(({ runs }) => runs.latest()),
    series: (query) => ask(({ runs }) => runs.series(query)),
    distribution: (query) => ask(({ runs }) => runs.distribution(query)),
    counts: (query) => ask(({ runs }) => runs.counts(query)),
    strip: (query) => ask(({ runs }) => runs.strip(query)),
    tail: (query) => ask(({ runs }) => runs.tail(query)),
  },
  incidents: {
    get: (id) => ask(({ incidents }) => incidents.get(id)),
    list: (query) => ask(({ incidents }) => incidents.list(query)),
    events: (id) => ask(({ incidents }) => incidents.events(id)),
  },
  outbox: {
    owed: () => ask(({ outbox }) => outbox.owed()),
    add: (notifications) => write(({ outbox }) => outbox.add(notifications)),
    begin: (ids) => ask(({ outbox }) => outbox.begin(ids)),
    settle: (change) => ask(({ outbox }) => outbox.settle(change)),
    cards: (channel, ids) => ask(({ outbox }) => outbox.cards(channel, ids)),
    cardMembers: (channel, id) => ask(({ outbox }) => outbox.cardMembers(channel, id)),
    list: (query) => ask(({ outbox }) => outbox.list(query)),
    get: (id) => ask(({ outbox }) => outbox.get(id)),
  },
  accounts: {
    user: (name) => ask(({ accounts }) => accounts.user(name)),
    countUsers: () => ask(({ accounts }) => accounts.countUsers()),
    createFirstUser: (user) => ask(({ accounts }) => accounts.createFirstUser(user)),
    setPassword: (name, hash) => ask(({ accounts }) => accounts.setPassword(name, hash)),
    saveSession: (session) => ask(({ accounts }) => accounts.saveSession(session)),
    session: (hash) => ask(({ accounts }) => accounts.session(hash)),
    deleteSession: (hash) => ask(({ accounts }) => accounts.deleteSession(hash)),
    saveToken: (token) => ask(({ accounts }) => accounts.saveToken(token)),
    tokens: () => ask(({ accounts }) => accounts.tokens()),
    tokenByHash: (hash) => ask(({ accounts }) => accounts.tokenByHash(hash)),
    touchToken: (id, at) => ask(({ accounts }) => accounts.touchToken(id, at)),
    deleteToken: (id) => ask(({ accounts }) => accounts.deleteToken(id)),
    saveSilence: (silence) => ask(({ accounts }) => accounts.saveSilence(silence)),
    silences: (now) => ask(({ accounts }) => accounts.silences(now)),
  },
  housekeeping: {
    rollUp: (now, timezone) => ask(({ housekeeping }) => housekeeping.rollUp(now, timezone)),
    prune: (now, retention, steps) => ask(({ housekeeping }) => housekeeping.prune(now, retention, steps)),
  },
});
