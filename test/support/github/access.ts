import { findOwner, type World, type WorldRepository, type WorldToken } from "./world.ts";

/** A refusal in GitHub's words. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who asks: a token of the world, or nobody. */
export type Asker = WorldToken | undefined;

const isClassic = (asker: WorldToken): boolean => asker.kind === "classic";

/** Whether GitHub admits that the repository is there. */
export const canSee = (repository: WorldRepository, asker: Asker): boolean => {
  const { owner, name, isPrivate, pushers } = repository;
  if (!isPrivate) return true;
  if (!asker || (owner !== asker.login && !pushers.includes(asker.login))) return false;
  if (isClassic(asker)) return asker.scopes.includes("repo");
  return asker.repositories === undefined || asker.repositories.includes(`${owner}/${name}`);
};

const notAccessible = ({ kind }: WorldToken, needed: string): Refusal => ({
  status: 403,
  message: `Resource not accessible by ${kind === "fine-grained" ? "personal access token" : "integration"}`,
  headers: { "x-accepted-github-permissions": needed },
});

const hasPermission = ({ permissions }: WorldToken, needed: string): boolean => {
  const [name = "", level] = needed.split("=");
  // It comes with every token.
  if (name === "metadata") return true;
  const given = permissions[name];
  return given === "write" || (given === "read" && level === "read");
};

/**
 * Why the asker may not read this of a repository that it sees. What is public everybody reads, but for traffic.
 * `needed` is the fine-grained permission, `contents=read`.
 */
export const refusalFor = (
  world: World,
  repository: WorldRepository,
  asker: Asker,
  needed: string,
): Refusal | undefined => {
  const isTraffic = needed.startsWith("administration");
  if (!asker) return isTraffic ? { status: 401, message: "Requires authentication" } : undefined;
  if (wantsSso(world, repository, asker)) return ssoRefusal(repository.owner);
  if (!isTraffic && !repository.isPrivate) return undefined;
  const isDenied = !isClassic(asker) && !hasPermission(asker, needed);
  if (isDenied || (isTraffic && asker.kind === "actions")) return notAccessible(asker, needed);
  return isTraffic && !mayPush(repository, asker)
    ? { status: 403, message: "Must have push access to repository" }
    : undefined;
};

const wantsSso = (world: World, { owner }: WorldRepository, asker: WorldToken): boolean =>
  findOwner(world, owner)?.wantsSso === true && isClassic(asker) && !asker.ssoOwners.includes(owner);

const ssoRefusal = (owner: string): Refusal => ({
  status: 403,
  message:
    "Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.",
  headers: { "x-github-sso": `required; url=https://github.invalid/orgs/${owner}/sso` },
});

const mayPush = ({ owner, pushers, isPrivate }: WorldRepository, asker: WorldToken): boolean => {
  const isPusher = owner === asker.login || pushers.includes(asker.login);
  const scope = isPrivate ? ["repo"] : ["repo", "public_repo"];
  return isPusher && (!isClassic(asker) || scope.some((name) => asker.scopes.includes(name)));
};
