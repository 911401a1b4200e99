import { reason, type Reason } from "../../core/reason.ts";
import { acceptedPermissions } from "./answer-headers.ts";
import { tokenKind } from "./token-shape.ts";

/** A refusal of GitHub with what is needed to tell a person what to change. */
export interface RefusedRequest {
  readonly status: number;
  /** `message` of the answer, or of a GraphQL error. */
  readonly message: string;
  readonly headers: Pick<Headers, "get">;
  /** REST path, or `GraphQL`. */
  readonly path: string;
  /** Where the token came from: `GITHUB_TOKEN of the environment`; absent without a token. */
  readonly origin?: string;
  /** Used for its kind alone. */
  readonly token?: string;
}

/** What of GitHub a path is about, as a person would say it: `traffic/views of octo/hello`. */
export const subjectOf = (path: string): string => {
  const bare = path.replace(/[?#].*$/s, "");
  const [, owner, name, rest] = /^\/repos\/([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(bare) ?? [];
  if (owner && name) return rest ? `${rest} of ${owner}/${name}` : `${owner}/${name}`;
  const [, id, more] = /^\/repositories\/(\d+)(?:\/(.+))?$/.exec(bare) ?? [];
  return id ? `${more ? `${more} of ` : ""}repository ${id}` : bare;
};

const kindOf = (token: string | undefined) => tokenKind(token ?? "") ?? "";

/** What to give the token that asked: each kind has another word for it. */
const rightFor = (request: RefusedRequest): string => {
  const kind = kindOf(request.token);
  const needed = acceptedPermissions(request.headers.get("x-accepted-github-permissions"));
  const permission = needed || (request.path.includes("/traffic/") ? "Administration: read" : "");
  const named = permission ? `the permission ${permission}` : "the permission it needs";
  if (kind.startsWith("classic") || kind.startsWith("old"))
    return "use a classic token with the scope repo (public_repo for public repositories)";
  if (kind.startsWith("fine-grained"))
    return `give the token access to the repository and ${named}, in its settings on GitHub`;
  if (kind.startsWith("installation"))
    return `give the App ${named} and let the owner accept it; the token of Actions cannot have it: use a personal one`;
  return `give the token ${named}`;
};

type Rule = readonly [RegExp, (request: RefusedRequest) => string];

/** By GitHub's own sentences; the first that fits. */
const rules: readonly Rule[] = [
  [
    /must have push access/i,
    (request) => `the token's user needs push access to the repository; then ${rightFor(request)}`,
  ],
  [/not accessible by integration/i, (request) => rightFor(request)],
  [/not accessible by personal access token/i, (request) => rightFor(request)],
  [
    /saml|sso/i,
    () =>
      "the organisation wants single sign-on: authorise the token for it (GitHub, Settings, Tokens, Configure SSO)",
  ],
  [
    /forbids access via a (personal access token \(classic\)|classic)/i,
    () => "the organisation takes no classic tokens: make a fine-grained one",
  ],
  [/lifetime/i, () => "the organisation wants tokens that end sooner: make a new one with an earlier end"],
  [
    /ip allow list/i,
    () => "the organisation lets only known addresses in: add this machine's to its IP allow list",
  ],
  [/scopes?\b/i, (request) => `the token lacks a scope: ${rightFor(request)}`],
  [
    /admin rights|must be (an )?admin|must have admin/i,
    (request) => `the token's user must administer the repository; then ${rightFor(request)}`,
  ],
];

const isSso = ({ headers, message }: RefusedRequest): boolean =>
  /^required/i.test(headers.get("x-github-sso")?.trim() ?? "") || /saml/i.test(message);

const said = (message: string): string => {
  const line = message.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return line ? ` ("${line.slice(0, 80).toWellFormed()}")` : "";
};

/** Says what GitHub refused and what to change, in one sentence. The caller takes the secrets out. */
export const explainRefusal = (request: RefusedRequest): Reason => {
  const { status, message, path, origin } = request;
  const subject = subjectOf(path);
  if (origin === undefined)
    return reason(
      "github-refused",
      `GitHub shows ${subject} to nobody without a token${said(message)}: set GITHUB_TOKEN or the option token`,
    );
  if (status === 401)
    return reason(
      "github-refused",
      `GitHub does not take the token from ${origin}${said(message)}: it is wrong, has expired or was revoked; make a new one`,
    );
  const rule = isSso(request) ? rules[3] : rules.find(([pattern]) => pattern.test(message));
  const remedy = rule ? rule[1](request) : rightFor(request);
  return reason("github-refused", `GitHub refuses ${subject}${said(message)}: ${remedy} [${origin}]`);
};

/** 404, and 422 of statistics. */
export const explainAbsence = (request: RefusedRequest): Reason => {
  const { status, message, path, origin } = request;
  const subject = subjectOf(path);
  if (status === 422)
    return reason(
      "github-not-found",
      `GitHub does not make ${subject}${said(message)}: it is too large for that`,
    );
  if (status === 410 || status === 451)
    return reason("github-not-found", `GitHub no longer shows ${subject}${said(message)}`);
  const hidden =
    origin === undefined
      ? "it does not exist, or it is private: then set GITHUB_TOKEN or the option token"
      : `it does not exist, or ${origin} may not see it: ${hiddenRemedy(request)}`;
  return reason("github-not-found", `GitHub does not find ${subject}: ${hidden}`);
};

/** What to change so that the token sees a repository that it does not. */
export const hiddenRemedy = ({ token }: Pick<RefusedRequest, "token">): string => {
  const kind = kindOf(token);
  if (kind.startsWith("fine-grained")) return "choose the repository in the token's settings on GitHub";
  if (kind.startsWith("installation")) return "install the App on the repository";
  return "private repositories need the scope repo, and single sign-on where the organisation has it";
};
