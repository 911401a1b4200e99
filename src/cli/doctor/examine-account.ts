import { z } from "zod";
import type { GitHub } from "../../checks/github/github.ts";
import { listRepositories, noMoreFields } from "../../checks/github/list-repositories.ts";
import { readRights, type Metric, type Right } from "../../checks/github/rights.ts";
import { tokenKind } from "../../checks/github/token-shape.ts";
import type { TokenSource } from "../../checks/github/token-source.ts";
import type { RunContext } from "../../core/check.ts";
import type { Account } from "./find-accounts.ts";

/** What a token may read of one repository. */
export interface ExaminedRepository {
  readonly name: string;
  readonly isPrivate: boolean;
  readonly rights: Readonly<Record<Metric, Right>>;
}

interface Limits {
  readonly core: Limit;
  readonly graphql: Limit;
}

interface Limit {
  readonly limit: number;
  readonly remaining: number;
  /** Epoch ms. */
  readonly resetAt: number;
}

/** A token and what it may read. No part of the token is in it. */
export interface Examination {
  readonly origin: string;
  readonly apiUrl: string;
  readonly kind: string;
  readonly types: readonly string[];
  readonly expiresAt?: number;
  readonly limits?: Limits;
  readonly repositories: readonly ExaminedRepository[];
  /** How many the checks mean, of which `repositories` may be a sample. */
  readonly total: number;
  /** What kept the examination from being whole, in sentences. */
  readonly troubles: readonly string[];
}

/** Repositories of one owner and one visibility that are asked about, unless all are. */
const samples = 3;

const limit = z
  .object({ limit: z.int(), remaining: z.int(), reset: z.int() })
  .transform(({ reset, ...rest }) => ({ ...rest, resetAt: reset * 1000 }));

const rateLimit = z.object({ resources: z.object({ core: limit, graphql: limit.optional() }) });

const noLimit: Limit = { limit: 0, remaining: 0, resetAt: 0 };

const kindOf = (source: TokenSource): string => {
  switch (source.kind) {
    case "none":
      return "no token";
    case "fixed":
      return tokenKind(source.token) ?? "token of a shape that GitHub's do not have";
    case "gh":
      return "OAuth token, as gh has";
    case "app":
      return "installation token of a GitHub App";
  }
};

interface Named {
  readonly name: string;
  readonly isPrivate: boolean;
}

/** All repositories that the checks mean, each once. Without GraphQL, so without a token, those named singly. */
const listAll = async (github: GitHub, { selections, source }: Account, troubles: string[]) => {
  const found = new Map<string, Named>();
  for (const selection of selections) {
    if (source.kind === "none") {
      for (const name of selection.repositories) found.set(name, { name, isPrivate: false });
      if (selection.owners.length > 0)
        troubles.push(`without a token the repositories of ${selection.owners.join(", ")} cannot be listed`);
      continue;
    }
    const listing = await listRepositories(github, selection, noMoreFields);
    if (listing.kind === "none") {
      troubles.push(listing.refusal.reason.detail);
      continue;
    }
    for (const { repository } of listing.repositories) found.set(repository.name, repository);
    for (const { name, gap } of listing.missing) troubles.push(`${name}: ${gap.reason.detail}`);
  }
  return [...found.values()];
};

/** Rights differ between owners, and between public and private, seldom within. */
const sampleOf = (repositories: readonly Named[]): readonly Named[] => {
  const counts = new Map<string, number>();
  return repositories.filter(({ name, isPrivate }) => {
    const key = `${name.split("/")[0] ?? ""} ${isPrivate}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= samples;
  });
};

/** Asks GitHub what one token may do. */
export const examineAccount = async (
  account: Account,
  run: RunContext,
  isWhole: boolean,
): Promise<Examination> => {
  const { access, source, types } = account;
  const github = access.open(run);
  const troubles: string[] = [];
  const limitAnswer = await github.get("/rate_limit");
  const limits = limitAnswer.kind === "found" ? rateLimit.safeParse(limitAnswer.data) : undefined;
  if ("reason" in limitAnswer) troubles.push(limitAnswer.reason.detail);
  const isUsable = limitAnswer.kind === "found" || limitAnswer.kind === "absent";
  const listed = isUsable ? await listAll(github, account, troubles) : [];
  const repositories: ExaminedRepository[] = [];
  for (const { name, isPrivate } of isWhole ? listed : sampleOf(listed)) {
    if (github.timeLeftMs() === 0) break;
    repositories.push({ name, isPrivate, rights: await readRights(github, name) });
  }
  const expiresAt = github.tokenExpiresAt();
  const { core, graphql = noLimit } = limits?.data?.resources ?? {};
  return {
    origin: source.kind === "none" ? "no token" : source.origin,
    apiUrl: access.apiUrl,
    kind: kindOf(source),
    types,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(core && { limits: { core, graphql } }),
    repositories,
    total: listed.length,
    troubles: [...new Set(troubles)].map(access.redact),
  };
};
