/** Everything that the fake GitHub knows. Plain and mutable: a test changes it between runs. No real person's data. */
export interface World {
  owners: WorldOwner[];
  repositories: WorldRepository[];
  tokens: WorldToken[];
  apps: WorldApp[];
  /** Epoch ms; what the limits and `Date` go by. */
  now: () => number;
}

export interface WorldOwner {
  login: string;
  id: number;
  type: "User" | "Organization";
  /** Contributions by day, `2026-11-22`, for the calendar. */
  contributions?: Record<string, number>;
  restrictedContributions?: number;
  /** Tokens must be authorised for single sign-on. */
  wantsSso?: boolean;
}

export interface WorldCommit {
  sha: string;
  /** ISO, of the committer: what `since` and `until` go by. */
  date: string;
  /** ISO, when it differs. */
  authorDate?: string;
  /** A login that GitHub knows; absent for an e-mail address of nobody. */
  author?: string;
  email: string;
}

export interface WorldRepository {
  id: number;
  owner: string;
  name: string;
  /** `owner/name` under which it was known: answered by 301. */
  formerNames: string[];
  isPrivate: boolean;
  isFork: boolean;
  isArchived: boolean;
  /** Logins with push access, beside the owner. */
  pushers: string[];
  /** Of the default branch. None: the repository is empty. */
  commits: WorldCommit[];
  /** The commit that the default branch ends with, where that is not the one with the latest date: after a merge. */
  head?: string;
  stars: number;
  forks: number;
  watchers: number;
  issues: { open: number; closed: number };
  pulls: { open: number; closed: number; merged: number };
  releases: WorldRelease[];
  runs: WorldWorkflowRun[];
  traffic: WorldTraffic;
  statistics: WorldStatistics;
  createdAt: string;
  pushedAt: string | null;
}

export interface WorldRelease {
  id: number;
  tag: string;
  publishedAt: string;
  isDraft?: boolean;
  isPrerelease?: boolean;
  assets: { id: number; name: string; downloads: number }[];
}

export interface WorldWorkflowRun {
  id: number;
  name: string;
  event: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: "success" | "failure" | "cancelled" | "timed_out" | null;
  createdAt: string;
}

export interface TrafficDay {
  /** `2026-11-22`, UTC. */
  day: string;
  count: number;
  uniques: number;
}

export interface WorldTraffic {
  /** Every day there ever was; the fake shows the last 14 and today's, as GitHub does. */
  views: TrafficDay[];
  clones: TrafficDay[];
  referrers: { referrer: string; count: number; uniques: number }[];
  paths: { path: string; title: string; count: number; uniques: number }[];
}

export interface WorldStatistics {
  /** How often `stats/...` answers 202 before it has something. */
  pending: number;
  /** Week (epoch s), additions, deletions (negative). */
  codeFrequency: [number, number, number][];
}

export type TokenKind = "classic" | "fine-grained" | "app" | "actions";

export interface WorldToken {
  token: string;
  /** Whose it is. */
  login: string;
  kind: TokenKind;
  /** Of a classic one: `repo`, `public_repo`. */
  scopes: string[];
  /** Of the others: `{ administration: "read" }`. */
  permissions: Record<string, "read" | "write">;
  /** `owner/name` that it may see beside public ones; absent: all of its login. */
  repositories?: string[];
  /** Owners it is authorised for by single sign-on. */
  ssoOwners: string[];
  /** As GitHub writes it in its header: `2026-12-01 00:00:00 UTC`. */
  expiration?: string;
  isRevoked?: boolean;
  /** Requests an hour. */
  limits: { core: number; graphql: number };
}

export interface WorldApp {
  appId: string;
  installationId: number;
  /** PEM. */
  publicKey: string;
  /** The login on which it is installed. */
  login: string;
  permissions: Record<string, "read" | "write">;
  isSuspended?: boolean;
  /** How long its tokens last, ms. */
  tokenMs: number;
}

let lastId = 1000;

/** A number that no other made thing has. */
export const nextId = (): number => (lastId += 1);

export const makeOwner = (login: string, more: Partial<WorldOwner> = {}): WorldOwner => ({
  login,
  id: nextId(),
  type: "User",
  ...more,
});

export const makeRepository = (
  fullName: `${string}/${string}`,
  more: Partial<WorldRepository> = {},
): WorldRepository => {
  const [owner = "", name = ""] = fullName.split("/");
  const commits = more.commits ?? [];
  return {
    id: nextId(),
    owner,
    name,
    formerNames: [],
    isPrivate: false,
    isFork: false,
    isArchived: false,
    pushers: [],
    stars: 0,
    forks: 0,
    watchers: 0,
    issues: { open: 0, closed: 0 },
    pulls: { open: 0, closed: 0, merged: 0 },
    releases: [],
    runs: [],
    traffic: { views: [], clones: [], referrers: [], paths: [] },
    statistics: { pending: 0, codeFrequency: [] },
    createdAt: "2020-01-01T00:00:00Z",
    pushedAt: commits.map(({ date }) => date).reduce<string | null>(later, null),
    ...more,
    commits,
  };
};

const later = (left: string | null, right: string): string => (left !== null && left > right ? left : right);

export const makeCommit = (date: string, more: Partial<WorldCommit> = {}): WorldCommit => ({
  sha: nextId().toString(16).padStart(40, "0"),
  date,
  email: more.author === undefined ? "nobody@example.com" : `${more.author}@example.com`,
  ...more,
});

export const makeToken = (
  token: string,
  more: Partial<WorldToken> & { readonly login: string },
): WorldToken => ({
  token,
  kind: "classic",
  scopes: ["repo"],
  permissions: {},
  ssoOwners: [],
  limits: { core: 5000, graphql: 5000 },
  ...more,
});

export const makeWorld = (more: Partial<World> = {}): World => ({
  owners: [],
  repositories: [],
  tokens: [],
  apps: [],
  now: () => Date.now(),
  ...more,
});

/** Newest first, as GitHub lists them. */
export const newestFirst = (commits: readonly WorldCommit[]): readonly WorldCommit[] =>
  commits.toSorted((left, right) => Date.parse(right.date) - Date.parse(left.date));

export const findOwner = (world: World, login: string): WorldOwner | undefined =>
  world.owners.find((owner) => owner.login.toLowerCase() === login.toLowerCase());

export const findRepository = (world: World, fullName: string): WorldRepository | undefined =>
  world.repositories.find(({ owner, name }) => `${owner}/${name}`.toLowerCase() === fullName.toLowerCase());

/** The repository that was called so before. */
export const findRenamed = (world: World, fullName: string): WorldRepository | undefined =>
  world.repositories.find(({ formerNames }) =>
    formerNames.some((name) => name.toLowerCase() === fullName.toLowerCase()),
  );
