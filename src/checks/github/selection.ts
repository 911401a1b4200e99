import { z } from "zod";

/** A repository as the list of an owner shows it. */
export interface ListedRepository {
  /** GitHub's number for it as text: stays when it is renamed or transferred. */
  readonly part: string;
  /** What GraphQL calls it. */
  readonly nodeId: string;
  /** `octo/hello`. */
  readonly name: string;
  readonly isFork: boolean;
  readonly isArchived: boolean;
  readonly isPrivate: boolean;
  /** The name that the options ask for it by, where they do: it counts whatever it is and is called now. */
  readonly asked?: string;
  /** Name and newest commit of the default branch. Absent: the repository is empty. */
  readonly branch?: { readonly name: string; readonly head: string };
}

/** What the selection looks at. */
export type SelectedBy = Pick<ListedRepository, "name" | "isFork" | "isArchived" | "isPrivate" | "asked">;

const login = () =>
  z
    .string()
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})$/,
      "must be the name of a user or an organisation, without @",
    );

const fullName = () =>
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,98}\/[A-Za-z0-9._-]{1,100}$/, "must be owner/name");

const patterns = (description: string) =>
  z
    .array(z.string().min(1).max(200).regex(/^\S+$/, "must be a pattern such as octo/* or *-docs"))
    .default([])
    .meta({ description });

/** Which repositories a check looks at, to be spread into a strict object; see `selectionProblem`. */
export const selectionFields = {
  owner: login().optional().meta({ description: "A user or an organisation: all repositories it owns" }),
  owners: z
    .array(login())
    .min(1)
    .optional()
    .meta({ description: "Several users and organisations, instead of owner" }),
  repositories: z
    .array(fullName())
    .min(1)
    .optional()
    .meta({ description: "Single repositories, as owner/name, beside those of the owners" }),
  include: patterns("Only repositories of the owners whose name meets one of these patterns; default all"),
  exclude: patterns("No repository of the owners whose name meets one of these patterns"),
  forks: z.boolean().default(false).meta({ description: "Whether forks count" }),
  archived: z.boolean().default(true).meta({ description: "Whether archived repositories count" }),
  private: z
    .boolean()
    .default(true)
    .meta({ description: "Whether private and internal repositories count that the token may see" }),
};

const fields = z.object(selectionFields);

/** What `selectionFields` come to. */
export type SelectionOptions = z.output<typeof fields>;

/** For `refine`: whether something is selected in one way. */
export const selectsSomething = ({ owner, owners, repositories }: SelectionOptions): boolean =>
  (owner === undefined || owners === undefined) && (owner ?? owners ?? repositories) !== undefined;

/** What `refine` says where `selectsSomething` is false. */
export const selectionProblem = {
  path: ["owner"],
  message: "needs one of owner and owners, or repositories",
};

/**
 * A pattern as a test of `owner/name`: `*` is any text without a slash, `**` any text, `?` one character; without a
 * slash it is about the name alone. Case does not matter, as on GitHub.
 */
const patternTest = (pattern: string): ((name: string) => boolean) => {
  const source = pattern
    .toLowerCase()
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*{2,}|[*?]/g, (wild) => ({ "*": "[^/]*", "?": "[^/]" })[wild] ?? ".*");
  const expression = new RegExp(`^${source}$`, "u");
  const wholeName = pattern.includes("/");
  return (name) =>
    expression.test(wholeName ? name.toLowerCase() : name.slice(name.indexOf("/") + 1).toLowerCase());
};

/** Which repositories a check looks at. */
export interface Selection {
  readonly owners: readonly string[];
  readonly repositories: readonly string[];
  /** Whether a repository is looked at, by what it is called and what it is. */
  readonly accepts: (repository: SelectedBy) => boolean;
  /** For people: `octocat, octo/hello`. */
  readonly title: string;
}

export const createSelection = (options: SelectionOptions): Selection => {
  const owners = options.owners ?? (options.owner === undefined ? [] : [options.owner]);
  const repositories = options.repositories ?? [];
  const ownerNames = new Set(owners.map((owner) => owner.toLowerCase()));
  const [included, excluded] = [options.include.map(patternTest), options.exclude.map(patternTest)];
  const meets = (tests: readonly ((name: string) => boolean)[], name: string) =>
    tests.some((test) => test(name));
  return {
    owners,
    repositories,
    title: [...owners, ...repositories].join(", "),
    accepts: ({ name, isFork, isArchived, isPrivate, asked }) =>
      (asked !== undefined && repositories.includes(asked)) ||
      (ownerNames.has(name.slice(0, name.indexOf("/")).toLowerCase()) &&
        (options.forks || !isFork) &&
        (options.archived || !isArchived) &&
        (options.private || !isPrivate) &&
        (included.length === 0 || meets(included, name)) &&
        !meets(excluded, name)),
  };
};
