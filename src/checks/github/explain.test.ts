import { describe, expect, it } from "vitest";
import { explainAbsence, explainRefusal, subjectOf } from "./explain.ts";

const classic = "ghp_x";
const fine = "github_pat_x";
const installation = "ghs_x";
const origin = "GITHUB_TOKEN of the environment";
const traffic = "/repos/octo/hello/traffic/views?per=day";

const request = (
  token: string | undefined,
  status: number,
  message: string,
  headers = {},
  path = traffic,
) => ({
  status,
  message,
  path,
  headers: new Headers(headers),
  ...(token !== undefined && { token, origin }),
});

describe("a refusal is said with what to change", () => {
  const accepted = { "x-accepted-github-permissions": "administration=read" };
  it.each([
    [
      "classic, no push access",
      request(classic, 403, "Must have push access to repository"),
      `GitHub refuses traffic/views of octo/hello ("Must have push access to repository"): the token's user needs push access to the repository; then use a classic token with the scope repo (public_repo for public repositories) [${origin}]`,
    ],
    [
      "fine-grained, no permission",
      request(fine, 403, "Resource not accessible by personal access token", accepted),
      `GitHub refuses traffic/views of octo/hello ("Resource not accessible by personal access token"): give the token access to the repository and the permission Administration: read, in its settings on GitHub [${origin}]`,
    ],
    [
      "fine-grained, no hint",
      request(fine, 403, "Resource not accessible by personal access token"),
      `GitHub refuses traffic/views of octo/hello ("Resource not accessible by personal access token"): give the token access to the repository and the permission Administration: read, in its settings on GitHub [${origin}]`,
    ],
    [
      "App or Actions",
      request(installation, 403, "Resource not accessible by integration", accepted),
      `GitHub refuses traffic/views of octo/hello ("Resource not accessible by integration"): give the App the permission Administration: read and let the owner accept it; the token of Actions cannot have it: use a personal one [${origin}]`,
    ],
    [
      "single sign-on, by its header",
      request(classic, 403, "Not allowed.", {
        "x-github-sso": "required; url=https://github.com/orgs/o/sso?x=secret",
      }),
      `GitHub refuses traffic/views of octo/hello ("Not allowed"): the organisation wants single sign-on: authorise the token for it (GitHub, Settings, Tokens, Configure SSO) [${origin}]`,
    ],
    [
      "single sign-on, by its words",
      request(classic, 403, "Resource protected by organization SAML enforcement."),
      `GitHub refuses traffic/views of octo/hello ("Resource protected by organization SAML enforcement"): the organisation wants single sign-on: authorise the token for it (GitHub, Settings, Tokens, Configure SSO) [${origin}]`,
    ],
    [
      "bad credentials",
      request(classic, 401, "Bad credentials"),
      `GitHub does not take the token from ${origin} ("Bad credentials"): it is wrong, has expired or was revoked; make a new one`,
    ],
    [
      "nobody",
      request(undefined, 401, "Requires authentication"),
      'GitHub shows traffic/views of octo/hello to nobody without a token ("Requires authentication"): set GITHUB_TOKEN or the option token',
    ],
    [
      "an organisation against classic tokens",
      request(
        classic,
        403,
        "`guild` forbids access via a personal access token (classic). Please use a GitHub App.",
        {},
        "/orgs/guild/repos",
      ),
      `GitHub refuses /orgs/guild/repos ("\`guild\` forbids access via a personal access token (classic). Please use a GitHu"): the organisation takes no classic tokens: make a fine-grained one [${origin}]`,
    ],
    [
      "scopes",
      request(
        classic,
        403,
        "Your token has not been granted the required scopes to execute this query.",
        {},
        "GraphQL",
      ),
      `GitHub refuses GraphQL ("Your token has not been granted the required scopes to execute this query"): the token lacks a scope: use a classic token with the scope repo (public_repo for public repositories) [${origin}]`,
    ],
    [
      "an address list",
      request(
        fine,
        403,
        "Although you appear to have the correct authorization credentials, the organization has an IP allow list enabled",
      ),
      `GitHub refuses traffic/views of octo/hello ("Although you appear to have the correct authorization credentials, the organizat"): the organisation lets only known addresses in: add this machine's to its IP allow list [${origin}]`,
    ],
    [
      "an unknown token, another sentence",
      request("secret", 403, "No."),
      `GitHub refuses traffic/views of octo/hello ("No"): give the token the permission Administration: read [${origin}]`,
    ],
  ])("%s", (_, refused, detail) => {
    expect(explainRefusal(refused)).toEqual({ code: "github-refused", detail: detail.slice(0, 300) });
    expect(detail.length).toBeLessThanOrEqual(300);
  });
});

describe("an absence", () => {
  it.each([
    ["classic", classic, "private repositories need the scope repo"],
    ["fine-grained", fine, "choose the repository in the token's settings"],
    ["installation", installation, "install the App on the repository"],
    ["nobody", undefined, "it is private: then set GITHUB_TOKEN"],
  ])("%s", (_, token, words) => {
    const { code, detail } = explainAbsence(request(token, 404, "Not Found", {}, "/repos/octo/none"));
    expect(code).toBe("github-not-found");
    expect(detail).toContain("GitHub does not find octo/none");
    expect(detail).toContain(words);
  });
});

it.each([
  ["/repos/octo/hello/traffic/views?per=day", "traffic/views of octo/hello"],
  ["/repos/octo/hello", "octo/hello"],
  ["/repositories/7/commits?page=2", "commits of repository 7"],
  ["/user", "/user"],
])("%s is about %s", (path, subject) => {
  expect(subjectOf(path)).toBe(subject);
});
