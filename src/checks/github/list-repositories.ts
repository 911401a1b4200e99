import { z } from "zod";
import type { GitHub, GitHubGap, GitHubRefusal } from "./github.ts";
import { invalidAnswer, ownerAbsent } from "./refusals.ts";
import type { ListedRepository, Selection } from "./selection.ts";

/** What is asked about each repository beside what every list has. */
export interface MoreFields<More> {
  /** GraphQL fields of `Repository`. */
  readonly fields: string;
  readonly schema: z.ZodType<More>;
  /** Leaves the default branch out, which of a private repository needs a right of its own (Contents). */
  readonly withoutBranch?: true;
}

export interface Listed<More> {
  readonly repository: ListedRepository;
  readonly more: More;
}

/** A part of what was asked for that the token does not get to see. */
export interface Missing {
  /** `octo/hello`, where that is known. */
  readonly name: string;
  readonly gap: GitHubGap;
}

export type Listing<More> =
  | {
      readonly kind: "listed";
      readonly repositories: readonly Listed<More>[];
      readonly missing: readonly Missing[];
      /** The parts of everything that there is, selected or not, readable or not. */
      readonly parts: ReadonlySet<string>;
      /** There is more than can be read, so that no sum would be the whole. */
      readonly isPartial: boolean;
    }
  | { readonly kind: "none"; readonly refusal: GitHubRefusal };

/** For checks that need no more. */
export const noMoreFields: MoreFields<unknown> = { fields: "", schema: z.unknown() };

const pageSize = 100;
/** Single repositories per request. */
const namedPerRequest = 50;

/** GraphQL's `Repository`, as far as every list asks for it. */
const shape = z.looseObject({
  id: z.string(),
  databaseId: z.int(),
  nameWithOwner: z.string(),
  isFork: z.boolean(),
  isArchived: z.boolean(),
  isPrivate: z.boolean(),
  defaultBranchRef: z
    .object({ name: z.string(), target: z.object({ oid: z.string() }).nullable() })
    .nullish(),
});

/** What is known of a repository of which something may not be read. */
const hidden = shape.pick({
  databaseId: true,
  nameWithOwner: true,
  isFork: true,
  isArchived: true,
  isPrivate: true,
});

/** The GraphQL fields that are asked for. */
type Wanted = Pick<MoreFields<unknown>, "fields" | "withoutBranch">;

const fieldsOf = ({ fields, withoutBranch }: Wanted): string => `
  id databaseId nameWithOwner isFork isArchived isPrivate
  ${withoutBranch ? "" : "defaultBranchRef { name target { oid } }"}
  ${fields}`;

const page = z.object({
  owner: z
    .object({
      repositories: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(z.unknown()).nullable(),
      }),
    })
    .nullable(),
});

/** All that one owner has; by creation, so that no new repository moves the others from page to page. */
const ownerQuery = (wanted: Wanted): string => `query Repositories($login: String!, $after: String) {
  owner: repositoryOwner(login: $login) {
    repositories(first: ${pageSize}, after: $after, ownerAffiliations: [OWNER],
      orderBy: { field: CREATED_AT, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes { ${fieldsOf(wanted)} }
    }
  }
}`;

const namedQuery = (count: number, wanted: Wanted): string => {
  const each = Array.from({ length: count }, (_, at) => at);
  const variables = each.map((at) => `$owner${at}: String!, $name${at}: String!`).join(", ");
  const parts = each.map((at) => `r${at}: repository(owner: $owner${at}, name: $name${at}) { ...Fields }`);
  return `query Repositories(${variables}) { ${parts.join("\n")} }
fragment Fields on Repository { ${fieldsOf(wanted)} }`;
};

const none = (refusal: GitHubRefusal) => ({ kind: "none", refusal }) as const;

/** Lists repositories once; an instance serves one run. */
class Lister<More> {
  readonly #github: GitHub;
  readonly #more: MoreFields<More>;
  readonly found = new Map<string, Listed<More>>();
  readonly missing: Missing[] = [];
  readonly parts = new Set<string>();
  isPartial = false;

  constructor(github: GitHub, more: MoreFields<More>) {
    this.#github = github;
    this.#more = more;
  }

  #add(node: unknown, asked?: string): void {
    const { id, databaseId, nameWithOwner, defaultBranchRef, ...rest } = shape.parse(node);
    const head = defaultBranchRef?.target?.oid;
    const part = String(databaseId);
    const repository: ListedRepository = {
      part,
      nodeId: id,
      name: nameWithOwner,
      isFork: rest.isFork,
      isArchived: rest.isArchived,
      isPrivate: rest.isPrivate,
      ...(asked !== undefined && { asked }),
      ...(defaultBranchRef && head !== undefined && { branch: { name: defaultBranchRef.name, head } }),
    };
    this.parts.add(part);
    this.found.set(part, { repository, more: this.#more.schema.parse(node) });
  }

  /** A repository of which something may not be read: without it an empty one and a hidden one look the same. */
  #addHidden(node: unknown, gap: GitHubGap, selection: Selection, asked?: string): void {
    const { data } = hidden.safeParse(node);
    if (data) this.parts.add(String(data.databaseId));
    if (data && asked === undefined && !selection.accepts({ ...data, name: data.nameWithOwner })) return;
    this.missing.push({ name: data?.nameWithOwner ?? asked ?? "a repository", gap });
    this.isPartial = true;
  }

  /** Resolves with what kept the list from being whole. */
  async owner(login: string, selection: Selection): Promise<GitHubRefusal | undefined> {
    let after: string | null = null;
    do {
      const answer = await this.#github.graphql(ownerQuery(this.#more), { login, after });
      if (answer.kind === "empty" || answer.kind === "pending") return invalidAnswer(login);
      if (answer.kind !== "found") return answer;
      const { owner } = page.parse(answer.data);
      if (!owner) {
        const [gap] = answer.gaps ?? [];
        return gap ? { kind: gap.kind, reason: gap.reason } : ownerAbsent(login);
      }
      for (const [at, node] of (owner.repositories.nodes ?? []).entries()) {
        const gap = answer.gaps?.find(({ path }) => path.includes("nodes") && path.includes(at));
        if (node && !gap) this.#add(node);
        else
          this.#addHidden(node, gap ?? { path: [], ...ownerAbsent(`a repository of ${login}`) }, selection);
      }
      const { hasNextPage, endCursor } = owner.repositories.pageInfo;
      after = hasNextPage ? endCursor : null;
    } while (after !== null);
    return undefined;
  }

  /** One that is simply not there is not waited for: its history stays, and the rest is the whole. */
  #takeNamed(name: string, node: unknown, gap: GitHubGap | undefined, selection: Selection): void {
    if (node && !gap) this.#add(node, name);
    else if (gap && (node || gap.kind === "refused")) this.#addHidden(node, gap, selection, name);
    else this.missing.push({ name, gap: gap ?? { path: [], ...ownerAbsent(name) } });
  }

  async named(names: readonly string[], selection: Selection): Promise<GitHubRefusal | undefined> {
    const variables: Record<string, string> = {};
    for (const [at, name] of names.entries()) {
      const [owner = "", repository = ""] = name.split("/");
      variables[`owner${at}`] = owner;
      variables[`name${at}`] = repository;
    }
    const answer = await this.#github.graphql(namedQuery(names.length, this.#more), variables);
    if (answer.kind === "empty" || answer.kind === "pending") return invalidAnswer(names[0] ?? "");
    if (answer.kind !== "found") return answer;
    const data = z.record(z.string(), z.unknown()).parse(answer.data);
    for (const [at, name] of names.entries()) {
      const gap = answer.gaps?.find(({ path }) => path[0] === `r${at}`);
      this.#takeNamed(name, data[`r${at}`], gap, selection);
    }
    return undefined;
  }
}

/**
 * The repositories that a selection is about, all pages: one request per hundred of an owner, one per fifty that are
 * named singly. Nothing is listed unless every page was.
 * Source: https://docs.github.com/en/graphql/reference/interfaces#repositoryowner
 */
export const listRepositories = async <More>(
  github: GitHub,
  selection: Selection,
  more: MoreFields<More>,
): Promise<Listing<More>> => {
  const lister = new Lister(github, more);
  for (const login of selection.owners) {
    const refusal = await lister.owner(login, selection);
    if (refusal) return none(refusal);
  }
  for (let from = 0; from < selection.repositories.length; from += namedPerRequest) {
    const refusal = await lister.named(selection.repositories.slice(from, from + namedPerRequest), selection);
    if (refusal) return none(refusal);
  }
  const repositories = [...lister.found.values()].filter(({ repository }) => selection.accepts(repository));
  const { missing, parts, isPartial } = lister;
  return { kind: "listed", repositories, missing, parts, isPartial };
};
