import { canSee, refusalFor, type Asker, type Refusal } from "./access.ts";
import type { MatchedOperation } from "./openapi.ts";
import {
  commitShape,
  releaseShape,
  repositoryShape,
  runShape,
  trafficShape,
  userShape,
} from "./rest-shapes.ts";
import {
  findOwner,
  findRenamed,
  findRepository,
  newestFirst,
  type World,
  type WorldRepository,
} from "./world.ts";

/** A request to REST that matches GitHub's description. */
export interface RestCall {
  readonly matched: MatchedOperation;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly asker: Asker;
}

/** What the world answers: `pages` is a list that is cut by `page` and `per_page`. */
export type RestAnswer =
  | { readonly kind: "value"; readonly status: number; readonly value: unknown }
  | {
      readonly kind: "pages";
      readonly items: readonly unknown[];
      /** Only the items of one page take a shape: there may be thousands. */
      readonly shape: (item: never) => unknown;
      readonly wrap?: (items: readonly unknown[]) => unknown;
    }
  | { readonly kind: "moved"; readonly path: string }
  | { readonly kind: "bare"; readonly status: 202 | 204 }
  | ({ readonly kind: "refused" } & Refusal);

const value = (found: unknown): RestAnswer => ({ kind: "value", status: 200, value: found });
const refused = (status: number, message: string): RestAnswer => ({ kind: "refused", status, message });
const pages = <T>(
  items: readonly T[],
  shape: (item: T) => unknown,
  wrap?: (items: readonly unknown[]) => unknown,
): RestAnswer => ({ kind: "pages", items, shape, ...(wrap && { wrap }) });

const notFound = refused(404, "Not Found");
const anonymous = refused(401, "Requires authentication");

const listed = (world: World, asker: Asker, isWanted: (repository: WorldRepository) => boolean): RestAnswer =>
  pages(
    world.repositories.filter((repository) => isWanted(repository) && canSee(repository, asker)),
    (repository) => repositoryShape(world, repository),
  );

/** Answers from the world, without limits and conditions. */
export const answerRest = (world: World, call: RestCall): RestAnswer => {
  const { matched, asker } = call;
  const { username = "", org = "" } = matched.parameters;
  switch (matched.template) {
    case "/user":
    case "/user/repos":
      return asker ? answerUser(world, call, asker.login) : anonymous;
    case "/users/{username}":
      return findOwner(world, username) ? value(userShape(world, username)) : notFound;
    case "/orgs/{org}":
      return isOrganization(world, org) ? value(userShape(world, org)) : notFound;
    case "/users/{username}/repos":
      // Private ones are not in this list, whoever asks.
      return findOwner(world, username) ? listed(world, undefined, isOf(username)) : notFound;
    case "/orgs/{org}/repos":
      return isOrganization(world, org) ? listed(world, asker, isOf(org)) : notFound;
    case "/installation/repositories":
      return installationRepositories(world, asker);
    default:
      return answerRepository(world, call);
  }
};

const answerUser = (world: World, { matched, query, asker }: RestCall, login: string): RestAnswer =>
  matched.template === "/user"
    ? value(userShape(world, login))
    : listed(world, asker, (repository) => isOfUser(repository, login, query));

const isOrganization = (world: World, login: string): boolean =>
  findOwner(world, login)?.type === "Organization";

const isOf =
  (login: string) =>
  ({ owner }: WorldRepository): boolean =>
    owner.toLowerCase() === login.toLowerCase();

const isOfUser = (
  { owner, pushers }: WorldRepository,
  login: string,
  { affiliation = "owner,collaborator,organization_member", type = "all" }: RestCall["query"],
): boolean => {
  if (owner === login) return affiliation.includes("owner") && type !== "member";
  return pushers.includes(login) && /collaborator|organization_member/.test(affiliation) && type !== "owner";
};

const installationRepositories = (world: World, asker: Asker): RestAnswer => {
  if (!asker || !["app", "actions"].includes(asker.kind))
    return refused(
      403,
      "You must authenticate with an installation access token in order to list repositories.",
    );
  const seen = world.repositories.filter(
    (repository) => repository.owner === asker.login && canSee(repository, asker),
  );
  return pages(
    seen,
    (repository) => repositoryShape(world, repository),
    (repositories) => ({ total_count: seen.length, repositories }),
  );
};

const answerRepository = (world: World, call: RestCall): RestAnswer => {
  const { matched, path, asker } = call;
  const { owner = "", repo = "" } = matched.parameters;
  const number = /^\/repositories\/(\d+)/.exec(path)?.[1];
  const found =
    number === undefined
      ? findRepository(world, `${owner}/${repo}`)
      : world.repositories.find(({ id }) => String(id) === number);
  const renamed = found ? undefined : findRenamed(world, `${owner}/${repo}`);
  if (renamed && canSee(renamed, asker))
    return { kind: "moved", path: path.replace(/^\/repos\/[^/]+\/[^/]+/, `/repositories/${renamed.id}`) };
  if (!found || !canSee(found, asker)) return notFound;
  const part = matched.template.replace("/repos/{owner}/{repo}", "").slice(1);
  const refusal = refusalFor(world, found, asker, permissions[part] ?? "metadata=read");
  return refusal ? { kind: "refused", ...refusal } : answerPart(world, found, part, call.query);
};

/** `X-Accepted-GitHub-Permissions` of what is read. */
const permissions: Readonly<Record<string, string>> = {
  commits: "contents=read",
  releases: "contents=read",
  "actions/runs": "actions=read",
  issues: "issues=read",
  pulls: "pull_requests=read",
  "traffic/views": "administration=read",
  "traffic/clones": "administration=read",
  "traffic/popular/referrers": "administration=read",
  "traffic/popular/paths": "administration=read",
};

const answerPart = (
  world: World,
  repository: WorldRepository,
  part: string,
  query: RestCall["query"],
): RestAnswer => {
  const { traffic } = repository;
  switch (part) {
    case "":
      return value(repositoryShape(world, repository));
    case "commits":
      return answerCommits(world, repository, query);
    case "releases":
      return pages(repository.releases, (release) => releaseShape(world, repository, release));
    case "actions/runs":
      return answerRuns(repository, query);
    case "issues":
    case "pulls":
      return answerCounts(repository, part, query);
    case "traffic/views":
    case "traffic/clones":
      return value(
        trafficShape(
          part === "traffic/views" ? "views" : "clones",
          repository,
          world.now(),
          query["per"] ?? "day",
        ),
      );
    case "traffic/popular/referrers":
      return value(traffic.referrers.slice(0, 10));
    case "traffic/popular/paths":
      return value(traffic.paths.slice(0, 10));
    default:
      return answerStatistics(repository, part);
  }
};

const answerCommits = (
  world: World,
  repository: WorldRepository,
  { since, until, author }: RestCall["query"],
): RestAnswer => {
  if (repository.commits.length === 0) return refused(409, "Git Repository is empty.");
  const from = since === undefined ? -Infinity : Date.parse(since);
  const to = until === undefined ? Infinity : Date.parse(until);
  const wanted = newestFirst(repository.commits).filter((commit) => {
    const at = Date.parse(commit.date);
    return at >= from && at <= to && (author === undefined || [commit.author, commit.email].includes(author));
  });
  return pages(wanted, (commit) => commitShape(world, repository, commit));
};

const answerRuns = (repository: WorldRepository, query: RestCall["query"]): RestAnswer => {
  const { status, event, created } = query;
  const [, sign = "", day = ""] = /^(>=|>|<=|<)?(\d{4}-\d{2}-\d{2}.*)$/.exec(created ?? "") ?? [];
  const isInTime = (at: string) => {
    if (created === undefined) return true;
    if (created.includes("..")) {
      const [from = "", to = ""] = created.split("..");
      return at >= from && at <= `${to}~`;
    }
    return sign.startsWith(">") ? at >= day : sign.startsWith("<") ? at <= `${day}~` : at.startsWith(day);
  };
  const wanted = repository.runs.filter(
    (run) =>
      (status === undefined || run.status === status || run.conclusion === status) &&
      (event === undefined || run.event === event) &&
      isInTime(run.createdAt),
  );
  const newest = wanted.toSorted((left, right) => right.createdAt.localeCompare(left.createdAt));
  return pages(newest, runShape, (items) => ({ total_count: wanted.length, workflow_runs: items }));
};

/** Issues count pull requests, too, as GitHub's REST does. Only how many there are is known. */
const answerCounts = (
  { issues, pulls }: WorldRepository,
  part: "issues" | "pulls",
  { state = "open" }: RestCall["query"],
): RestAnswer => {
  const closedPulls = pulls.closed + pulls.merged;
  const open = part === "issues" ? issues.open + pulls.open : pulls.open;
  const closed = part === "issues" ? issues.closed + closedPulls : closedPulls;
  const count = state === "all" ? open + closed : state === "closed" ? closed : open;
  return pages(
    Array.from({ length: count }, (_, index) => index),
    (index) => ({ id: index + 1, number: index + 1, title: `Number ${index + 1}` }),
  );
};

const mostCommits = 10_000;

/** 202 until they are counted, 204 for an empty repository, 422 for a large one. */
const answerStatistics = (repository: WorldRepository, part: string): RestAnswer => {
  const { statistics, commits } = repository;
  if (commits.length === 0) return { kind: "bare", status: 204 };
  if (statistics.pending > 0) {
    statistics.pending -= 1;
    return { kind: "bare", status: 202 };
  }
  if (part === "stats/code_frequency")
    return commits.length >= mostCommits
      ? refused(422, "There are too many commits to generate code frequency")
      : value(statistics.codeFrequency);
  if (part === "stats/commit_activity") return value(weeksOf(repository));
  if (part === "stats/contributors") return value([]);
  return value({ all: weeksOf(repository).map(({ total }) => total), owner: [] });
};

const weekMs = 604_800_000;

/** The last 52 weeks, which begin on Sundays, UTC. */
const weeksOf = ({ commits }: WorldRepository) => {
  const last = Math.max(...commits.map(({ date }) => Date.parse(date)));
  const sunday = Math.floor((last - 259_200_000) / weekMs) * weekMs + 259_200_000;
  return Array.from({ length: 52 }, (_, index) => {
    const start = sunday - (51 - index) * weekMs;
    const days = [0, 0, 0, 0, 0, 0, 0];
    for (const { date } of commits) {
      const day = Math.floor((Date.parse(date) - start) / 86_400_000);
      if (day >= 0 && day < 7) days[day] = (days[day] ?? 0) + 1;
    }
    return { week: start / 1000, days, total: days.reduce((sum, count) => sum + count, 0) };
  });
};
