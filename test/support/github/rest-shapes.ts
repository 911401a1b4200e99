import {
  findOwner,
  type World,
  type WorldCommit,
  type WorldRelease,
  type WorldRepository,
  type WorldWorkflowRun,
} from "./world.ts";

/** What the world's things look like in REST; `fill` adds the fields that GitHub promises and nobody reads. */

export const userShape = (world: World, login: string) => {
  const owner = findOwner(world, login);
  return {
    login: owner?.login ?? login,
    id: owner?.id ?? 0,
    type: owner?.type ?? "User",
    html_url: `https://github.invalid/${login}`,
    url: `https://github.invalid/users/${login}`,
  };
};

export const repositoryShape = (world: World, repository: WorldRepository) => {
  const { id, owner, name, isPrivate, isFork, isArchived, stars, forks, watchers, issues, pulls } =
    repository;
  const size = Math.ceil(repository.commits.length / 10);
  return {
    id,
    name,
    full_name: `${owner}/${name}`,
    owner: userShape(world, owner),
    private: isPrivate,
    visibility: isPrivate ? "private" : "public",
    fork: isFork,
    archived: isArchived,
    disabled: false,
    default_branch: "main",
    html_url: `https://github.invalid/${owner}/${name}`,
    size,
    stargazers_count: stars,
    // GitHub's old name for stars; those who watch are the subscribers.
    watchers_count: stars,
    watchers: stars,
    subscribers_count: watchers,
    forks_count: forks,
    forks,
    open_issues_count: issues.open + pulls.open,
    open_issues: issues.open + pulls.open,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt ?? repository.createdAt,
    pushed_at: repository.pushedAt ?? repository.createdAt,
  };
};

export const commitShape = (world: World, { owner, name }: WorldRepository, commit: WorldCommit) => {
  const { sha, date, authorDate = date, author, email } = commit;
  const who = author === undefined ? null : userShape(world, author);
  const url = `https://github.invalid/${owner}/${name}/commit/${sha}`;
  return {
    sha,
    url,
    html_url: url,
    commit: {
      author: { name: author ?? "nobody", email, date: authorDate },
      committer: { name: author ?? "nobody", email, date },
      message: `Change ${sha.slice(-4)}`,
    },
    author: who,
    committer: who,
    parents: [],
  };
};

export const releaseShape = (world: World, { owner }: WorldRepository, release: WorldRelease) => {
  const { id, tag, publishedAt, isDraft = false, isPrerelease = false, assets } = release;
  return {
    id,
    tag_name: tag,
    name: tag,
    draft: isDraft,
    prerelease: isPrerelease,
    created_at: publishedAt,
    published_at: isDraft ? null : publishedAt,
    author: userShape(world, owner),
    assets: assets.map(({ id, name, downloads }) => ({
      id,
      name,
      download_count: downloads,
      state: "uploaded",
    })),
  };
};

/** One workflow per name. */
const workflowId = (name: string): number =>
  Array.from(name).reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 1_000_003, 7);

export const runShape = (run: WorldWorkflowRun) => ({
  id: run.id,
  name: run.name,
  workflow_id: workflowId(run.name),
  event: run.event,
  status: run.status,
  conclusion: run.conclusion,
  created_at: run.createdAt,
  updated_at: run.createdAt,
  run_number: 1,
});

const dayMs = 86_400_000;

/** What GitHub shows of traffic: fourteen days and the running one, days with nothing left out. */
export const trafficShape = (
  kind: "views" | "clones",
  { traffic }: WorldRepository,
  now: number,
  per: string,
) => {
  const today = Math.floor(now / dayMs) * dayMs;
  const shown = traffic[kind].filter(({ day }) => {
    const at = Date.parse(day);
    return at >= today - 14 * dayMs && at <= today;
  });
  const points = new Map<string, { timestamp: string; count: number; uniques: number }>();
  for (const { day, count, uniques } of shown) {
    const at = Date.parse(day);
    const start = per === "week" ? at - ((new Date(at).getUTCDay() + 6) % 7) * dayMs : at;
    const timestamp = `${new Date(start).toISOString().slice(0, 19)}Z`;
    const point = points.get(timestamp) ?? { timestamp, count: 0, uniques: 0 };
    points.set(timestamp, { timestamp, count: point.count + count, uniques: point.uniques + uniques });
  }
  const sum = (name: "count" | "uniques") => shown.reduce((total, point) => total + point[name], 0);
  return { count: sum("count"), uniques: sum("uniques"), [kind]: [...points.values()] };
};
