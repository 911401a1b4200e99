import { GraphQLError } from "graphql";
import { canSee, refusalFor, type Asker } from "./access.ts";
import type { FakeLimits } from "./limits.ts";
import {
  findOwner,
  findRenamed,
  findRepository,
  newestFirst,
  type World,
  type WorldCommit,
  type WorldOwner,
  type WorldRepository,
} from "./world.ts";

/**
 * The world as GraphQL sees it: fields are values, or functions of their arguments. What is asked for and is not here
 * comes out as null, which the executor takes only where GitHub's schema does.
 */

interface Slice {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

const mostOnAPage = 100;

/** An error as GitHub types them. */
const refuse = (type: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { type } });

const connection = <T>(
  items: readonly T[],
  shape: (item: T) => unknown,
  { first, last, after, before }: Slice,
) => {
  if ((first ?? last ?? 0) > mostOnAPage)
    throw refuse(
      "EXCESSIVE_PAGINATION",
      `Requesting ${first ?? last} records exceeds the limit of 100 records.`,
    );
  const start = after ? Number(atob(after)) : 0;
  const stop = before ? Number(atob(before)) - 1 : items.length;
  const from = first === undefined || first === null ? Math.max(start, stop - (last ?? 0)) : start;
  const to = first === undefined || first === null ? stop : Math.min(stop, start + first);
  const shown = items.slice(from, to);
  return {
    totalCount: items.length,
    /** Like GitHub: a list needs `first` or `last`, a count does not. */
    nodes: () => {
      if (first == null && last == null)
        throw refuse(
          "MISSING_PAGINATION_BOUNDARIES",
          "You must provide a `first` or `last` value to properly paginate.",
        );
      return shown.map(shape);
    },
    edges: () => shown.map((item, index) => ({ node: shape(item), cursor: btoa(String(from + index + 1)) })),
    pageInfo: {
      hasNextPage: to < items.length,
      hasPreviousPage: from > 0,
      startCursor: shown.length > 0 ? btoa(String(from + 1)) : null,
      endCursor: shown.length > 0 ? btoa(String(to)) : null,
    },
  };
};

/** Only how many there are is known. */
const counted = (count: number, slice: Slice) =>
  connection(
    Array.from({ length: count }, (_, index) => index),
    (index) => ({ number: index + 1, title: `Number ${index + 1}` }),
    slice,
  );

interface HistoryArguments extends Slice {
  readonly since?: string | null;
  readonly until?: string | null;
  readonly author?: { readonly id?: string | null; readonly emails?: readonly string[] | null } | null;
}

/** Who looks, at what. */
interface Viewpoint {
  readonly world: World;
  readonly asker: Asker;
  readonly limits: FakeLimits;
}

const ownerId = ({ type, id }: WorldOwner): string => `${type === "User" ? "U" : "O"}_${id}`;

const isBy = (
  { world }: Viewpoint,
  { author, email }: WorldCommit,
  wanted: HistoryArguments["author"],
): boolean => {
  if (!wanted) return true;
  const owner = author === undefined ? undefined : findOwner(world, author);
  // The id goes before the addresses.
  return wanted.id
    ? owner !== undefined && ownerId(owner) === wanted.id
    : (wanted.emails ?? []).includes(email);
};

const commitView = (viewpoint: Viewpoint, repository: WorldRepository, commit: WorldCommit): object => {
  const { sha, date, authorDate = date, author, email } = commit;
  const user = author === undefined ? undefined : findOwner(viewpoint.world, author);
  return {
    __typename: "Commit",
    id: `C_${sha}`,
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    committedDate: date,
    authoredDate: authorDate,
    message: `Change ${sha.slice(-4)}`,
    author: { name: author ?? "nobody", email, date: authorDate, user: user && ownerView(viewpoint, user) },
    committer: { name: author ?? "nobody", email, date },
    history: (asked: HistoryArguments) => {
      const from = asked.since ? Date.parse(asked.since) : -Infinity;
      const own = sha === repository.head ? Infinity : Date.parse(date);
      const to = Math.min(asked.until ? Date.parse(asked.until) : Infinity, own);
      const found = newestFirst(repository.commits).filter((other) => {
        const at = Date.parse(other.date);
        return at >= from && at <= to && isBy(viewpoint, other, asked.author);
      });
      return connection(found, (other) => commitView(viewpoint, repository, other), asked);
    },
  };
};

/** Issues or pull requests by `states`. */
const byState =
  (counts: Readonly<Record<string, number>>) =>
  ({ states, ...slice }: Slice & { readonly states?: readonly string[] | null }) =>
    counted(
      Object.entries(counts).reduce(
        (sum, [state, count]) => (!states || states.includes(state.toUpperCase()) ? sum + count : sum),
        0,
      ),
      slice,
    );

const protect = (viewpoint: Viewpoint, repository: WorldRepository, needed: string): void => {
  const refusal = refusalFor(viewpoint.world, repository, viewpoint.asker, needed);
  if (refusal) throw refuse("FORBIDDEN", refusal.message);
};

const repositoryView = (viewpoint: Viewpoint, repository: WorldRepository): object => {
  const { id, owner, name, isPrivate, isFork, isArchived, stars, forks, watchers } = repository;
  const found = findOwner(viewpoint.world, owner);
  const head = () =>
    repository.commits.find(({ sha }) => sha === repository.head) ?? newestFirst(repository.commits)[0];
  const branch = () => {
    protect(viewpoint, repository, "contents=read");
    const commit = head();
    return (
      commit && {
        id: `REF_${id}`,
        name: "main",
        prefix: "refs/heads/",
        target: commitView(viewpoint, repository, commit),
      }
    );
  };
  return {
    __typename: "Repository",
    id: `R_${id}`,
    databaseId: id,
    name,
    nameWithOwner: `${owner}/${name}`,
    owner: found && ownerView(viewpoint, found),
    isPrivate,
    visibility: isPrivate ? "PRIVATE" : "PUBLIC",
    isFork,
    isArchived,
    isDisabled: false,
    isEmpty: repository.commits.length === 0,
    isLocked: false,
    isMirror: false,
    isTemplate: false,
    createdAt: repository.createdAt,
    pushedAt: repository.pushedAt,
    updatedAt: repository.pushedAt ?? repository.createdAt,
    url: `https://github.invalid/${owner}/${name}`,
    stargazerCount: stars,
    forkCount: forks,
    diskUsage: repository.commits.length,
    stargazers: (slice: Slice) => counted(stars, slice),
    forks: (slice: Slice) => counted(forks, slice),
    watchers: (slice: Slice) => counted(watchers, slice),
    issues: byState(repository.issues),
    pullRequests: byState(repository.pulls),
    releases: (slice: Slice) => connection(repository.releases, releaseView, slice),
    defaultBranchRef: branch,
    object: ({ oid, expression }: { readonly oid?: string | null; readonly expression?: string | null }) => {
      protect(viewpoint, repository, "contents=read");
      const commit = expression === "HEAD" ? head() : repository.commits.find(({ sha }) => sha === oid);
      return commit && commitView(viewpoint, repository, commit);
    },
  };
};

const releaseView = ({
  id,
  tag,
  publishedAt,
  isDraft = false,
  isPrerelease = false,
  assets,
}: WorldRepository["releases"][number]) => ({
  __typename: "Release",
  id: `RE_${id}`,
  databaseId: id,
  name: tag,
  tagName: tag,
  isDraft,
  isPrerelease,
  isLatest: false,
  createdAt: publishedAt,
  publishedAt,
  updatedAt: publishedAt,
  url: "https://github.invalid/",
  releaseAssets: (slice: Slice) =>
    connection(
      assets,
      ({ id, name, downloads }) => ({ id: `RA_${id}`, name, downloadCount: downloads }),
      slice,
    ),
});

interface RepositoriesArguments extends Slice {
  readonly isFork?: boolean | null;
  readonly isArchived?: boolean | null;
  readonly privacy?: "PUBLIC" | "PRIVATE" | null;
  readonly visibility?: "PUBLIC" | "PRIVATE" | "INTERNAL" | null;
  readonly affiliations?: readonly string[] | null;
  readonly ownerAffiliations?: readonly string[] | null;
}

const repositoriesOf = (viewpoint: Viewpoint, { login, type }: WorldOwner, asked: RepositoriesArguments) => {
  const { world, asker } = viewpoint;
  const affiliations = asked.ownerAffiliations ?? ["OWNER", "COLLABORATOR"];
  const wanted = world.repositories.filter((repository) => {
    const { owner, pushers, isFork, isArchived, isPrivate } = repository;
    const isOwn = owner === login && (type === "Organization" || affiliations.includes("OWNER"));
    const isShared = pushers.includes(login) && affiliations.some((name) => name !== "OWNER");
    const privacy = asked.privacy ?? asked.visibility;
    return (
      (isOwn || isShared) &&
      canSee(repository, asker) &&
      (asked.isFork == null || isFork === asked.isFork) &&
      (asked.isArchived == null || isArchived === asked.isArchived) &&
      (privacy == null || isPrivate === (privacy === "PRIVATE"))
    );
  });
  return connection(wanted, (repository) => repositoryView(viewpoint, repository), asked);
};

const dayMs = 86_400_000;
const levels = ["NONE", "FIRST_QUARTILE", "SECOND_QUARTILE", "THIRD_QUARTILE", "FOURTH_QUARTILE"];

/** Weeks begin on Sunday; the first and the last may be cut. */
const calendarOf = (contributions: Readonly<Record<string, number>>, from: number, to: number) => {
  const days = [];
  for (let at = Math.floor(from / dayMs) * dayMs; at <= to; at += dayMs) {
    const date = new Date(at).toISOString().slice(0, 10);
    const contributionCount = contributions[date] ?? 0;
    const contributionLevel = levels[Math.min(4, Math.ceil(contributionCount / 5))];
    days.push({
      date,
      contributionCount,
      contributionLevel,
      color: "#ebedf0",
      weekday: new Date(at).getUTCDay(),
    });
  }
  const weeks: (typeof days)[] = [];
  for (const day of days) {
    const last = weeks.at(-1);
    if (!last || day.weekday === 0) weeks.push([day]);
    else last.push(day);
  }
  return {
    colors: ["#ebedf0"],
    isHalloween: false,
    months: [],
    totalContributions: days.reduce((sum, { contributionCount }) => sum + contributionCount, 0),
    weeks: weeks.map((week) => ({ firstDay: week[0]?.date, contributionDays: week })),
  };
};

const contributionsOf = (
  { world }: Viewpoint,
  owner: WorldOwner,
  asked: { readonly from?: string | null; readonly to?: string | null },
) => {
  const to = asked.to ? Date.parse(asked.to) : world.now();
  const from = asked.from ? Date.parse(asked.from) : to - 365 * dayMs;
  if (to - from > 366 * dayMs)
    throw refuse("VALIDATION", "The total time spanned by 'from' and 'to' must not exceed 1 year");
  const calendar = calendarOf(owner.contributions ?? {}, from, to);
  return {
    contributionCalendar: calendar,
    startedAt: new Date(from).toISOString(),
    endedAt: new Date(to).toISOString(),
    totalCommitContributions: calendar.totalContributions,
    restrictedContributionsCount: owner.restrictedContributions ?? 0,
    hasAnyContributions: calendar.totalContributions > 0,
  };
};

const ownerView = (viewpoint: Viewpoint, owner: WorldOwner): object => ({
  __typename: owner.type,
  id: ownerId(owner),
  databaseId: owner.id,
  login: owner.login,
  name: owner.login,
  url: `https://github.invalid/${owner.login}`,
  repositories: (asked: RepositoriesArguments) => repositoriesOf(viewpoint, owner, asked),
  repository: ({ name }: { readonly name: string }) => repositoryAt(viewpoint, owner.login, name),
  contributionsCollection: (asked: { readonly from?: string; readonly to?: string }) =>
    contributionsOf(viewpoint, owner, asked),
});

const repositoryAt = (viewpoint: Viewpoint, owner: string, name: string): object => {
  const { world, asker } = viewpoint;
  const found = findRepository(world, `${owner}/${name}`) ?? findRenamed(world, `${owner}/${name}`);
  if (!found || !canSee(found, asker))
    throw refuse("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  return repositoryView(viewpoint, found);
};

const nodeBy = (viewpoint: Viewpoint, id: string): object => {
  const { world, asker } = viewpoint;
  const repository = world.repositories.find((one) => `R_${one.id}` === id && canSee(one, asker));
  if (repository) return repositoryView(viewpoint, repository);
  const owner = world.owners.find((one) => ownerId(one) === id);
  if (owner) return ownerView(viewpoint, owner);
  throw refuse("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
};

const ownerBy = (viewpoint: Viewpoint, login: string, type?: WorldOwner["type"]): object | undefined => {
  const owner = findOwner(viewpoint.world, login);
  if (owner && (type === undefined || owner.type === type)) return ownerView(viewpoint, owner);
  // An owner of either kind is simply null.
  if (type === undefined) return undefined;
  throw refuse(
    "NOT_FOUND",
    `Could not resolve to ${type === "User" ? "a User" : "an Organization"} with the login of '${login}'.`,
  );
};

/** `Query`, as this asker sees it. */
export const rootOf = (viewpoint: Viewpoint) => ({
  viewer: () => ownerBy(viewpoint, viewpoint.asker?.login ?? ""),
  user: ({ login }: { readonly login: string }) => ownerBy(viewpoint, login, "User"),
  organization: ({ login }: { readonly login: string }) => ownerBy(viewpoint, login, "Organization"),
  repositoryOwner: ({ login }: { readonly login: string }) => ownerBy(viewpoint, login),
  repository: ({ owner, name }: { readonly owner: string; readonly name: string }) =>
    repositoryAt(viewpoint, owner, name),
  node: ({ id }: { readonly id: string }) => nodeBy(viewpoint, id),
  nodes: ({ ids }: { readonly ids: readonly string[] }) => ids.map((id) => nodeBy(viewpoint, id)),
  rateLimit: () => {
    const { limit, used, remaining, reset } = viewpoint.limits.state(viewpoint.asker, "graphql");
    return { cost: 1, nodeCount: 0, limit, used, remaining, resetAt: new Date(reset * 1000).toISOString() };
  },
});
