import { z } from "zod";
import { createGitHub } from "../../checks/github/create-github.ts";
import { createDesk, hashOf, type Desk } from "../../checks/github/desk.ts";
import type { GitHubAccess } from "../../checks/github/github.ts";
import { githubFields } from "../../checks/github/options.ts";
import { createSelection, selectionFields, type Selection } from "../../checks/github/selection.ts";
import { findTokenSource, type TokenSource } from "../../checks/github/token-source.ts";
import type { Catalogue } from "../../config/catalogue.ts";
import type { CheckSurroundings, CheckType } from "../../core/check-type.ts";

/** A token at one GitHub, with all that the checks of a file want to read by it. */
export interface Account {
  readonly access: GitHubAccess;
  readonly source: TokenSource;
  /** The types of the checks that use it, each once. */
  readonly types: string[];
  readonly selections: Selection[];
}

/** Accounts by what tells them apart; a token stands in it as its hash. */
export type Accounts = Map<string, Account>;

const schema = z.object({ ...githubFields, ...selectionFields });

const keyOf = (source: TokenSource, apiUrl: string): string =>
  JSON.stringify([apiUrl, source.kind === "fixed" ? hashOf(source.token) : source]);

const note = (
  accounts: Accounts,
  type: string,
  raw: unknown,
  surroundings: CheckSurroundings,
  desk: Desk,
): void => {
  const options = schema.parse(raw);
  const { source } = findTokenSource(options, surroundings);
  const key = keyOf(source, options.api_url);
  const account = accounts.get(key) ?? {
    access: createGitHub(options, surroundings, desk),
    source,
    types: [],
    selections: [],
  };
  if (!account.types.includes(type)) account.types.push(type);
  account.selections.push(createSelection(options));
  accounts.set(key, account);
};

/**
 * A catalogue that notes, while a file is read with it, which tokens its GitHub checks have: a finished check no
 * longer shows its options.
 */
export const watchCatalogue = (
  catalogue: Catalogue,
): { readonly catalogue: Catalogue; readonly accounts: Accounts } => {
  const accounts: Accounts = new Map();
  const desk = createDesk();
  const watched = (type: CheckType): CheckType => ({
    ...type,
    prepare: (raw, surroundings) => {
      const prepared = type.prepare(raw, surroundings);
      note(accounts, type.type, raw, { ...surroundings, warn: () => {} }, desk);
      return prepared;
    },
  });
  const checkTypes = catalogue.checkTypes.map((type) =>
    type.type.startsWith("github-") ? watched(type) : type,
  );
  return { catalogue: { ...catalogue, checkTypes }, accounts };
};
