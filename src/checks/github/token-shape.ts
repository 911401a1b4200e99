import { describeStrays, findStrays, trimStrays } from "../../core/stray-characters.ts";

/** A token as it may be sent, or why it cannot be. Texts name kinds and positions, never a part of the value. */
export type CleanedToken =
  | { readonly kind: "clean"; readonly token: string; readonly notices: readonly string[] }
  | { readonly kind: "broken"; readonly problem: string };

const quoted = /^(["'`])(.*)\1$/su;
const scheme = /^(bearer|token)[\s:]+/iu;

/** The token without the outermost thing that does not belong to it, and what that was. */
const peel = (text: string): { readonly rest: string; readonly notice: string } | undefined => {
  const { text: rest, cut } = trimStrays(text);
  if (cut.length > 0) return { rest, notice: `removed ${describeStrays(cut)} around the token` };
  const [, quote, inner] = quoted.exec(text) ?? [];
  if (quote !== undefined && inner !== undefined)
    return {
      rest: inner,
      notice: `removed the quotes (${quote}) around the token, as kept from an .env file`,
    };
  const [whole = "", word = ""] = scheme.exec(text) ?? [];
  if (word === "") return undefined;
  const notice = `removed "${word}" before the token: it is added when the token is sent`;
  return { rest: text.slice(whole.length), notice };
};

/**
 * Takes off what comes along when a token is copied: white space, byte order marks and zero-width characters around
 * it, the quotes of an .env file, a "Bearer" or "token" before it. What stands inside is never guessed at.
 */
export const cleanToken = (text: string): CleanedToken => {
  const notices: string[] = [];
  let token = text;
  for (let peeled = peel(token); peeled; peeled = peel(token)) {
    token = peeled.rest;
    notices.push(peeled.notice);
  }
  const problem = problemOf(token);
  return problem === undefined ? { kind: "clean", token, notices } : { kind: "broken", problem };
};

const problemOf = (token: string): string | undefined => {
  if (token === "") return "the token is empty";
  const inside = findStrays(token);
  if (inside.length > 0) return `there is ${describeStrays(inside)} inside the token; paste it again without`;
  const foreign = token.search(/[^\x21-\x7e]/);
  if (foreign < 0) return undefined;
  return `there is a character that no token has at position ${foreign + 1} of the token; paste it again`;
};

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^ghp_/, "classic personal access token"],
  [/^github_pat_/, "fine-grained personal access token"],
  [/^gho_/, "OAuth token, as gh has"],
  [/^ghu_/, "GitHub App user token"],
  [/^ghs_/, "installation token of a GitHub App or of Actions"],
  [/^ghr_/, "refresh token, which reads nothing"],
  [/^[0-9a-f]{40}$/, "old classic personal access token"],
];

/** What kind of token this is, by its beginning; absent when it looks like none of GitHub's. */
export const tokenKind = (token: string): string | undefined =>
  kinds.find(([shape]) => shape.test(token))?.[1];
