import type { CheckSurroundings } from "../../core/check-type.ts";
import { readAppKey, type AppIdentity } from "./app-token.ts";
import type { GitHubOptions } from "./options.ts";
import { cleanToken } from "./token-shape.ts";

/** Where a check's token comes from, as far as it is known without asking anybody. */
export type TokenSource =
  | { readonly kind: "none" }
  | { readonly kind: "fixed"; readonly origin: string; readonly token: string }
  | { readonly kind: "gh"; readonly origin: string; readonly hostname: string }
  | { readonly kind: "app"; readonly origin: string; readonly app: AppIdentity };

/** The source, and what is to be said about it: kinds and positions of stray characters, never values. */
export interface FoundSource {
  readonly source: TokenSource;
  readonly notices: readonly string[];
}

const common = ["GITHUB_TOKEN", "GH_TOKEN"] as const;
const enterprise = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"] as const;

/** GitHub's own cloud, also with data residency. */
const isCloud = (hostname: string): boolean => hostname === "api.github.com" || hostname.endsWith(".ghe.com");

/** As `gh` names it. */
const ghHost = (hostname: string): string => hostname.replace(/^api\.(?=github\.com$|.*\.ghe\.com$)/, "");

const fixed = (text: string, origin: string): FoundSource => {
  const cleaned = cleanToken(text);
  if (cleaned.kind === "broken") throw new Error(`${origin}: ${cleaned.problem}`);
  const { token, notices } = cleaned;
  return {
    source: { kind: "fixed", origin, token },
    notices: notices.map((notice) => `${origin}: ${notice}`),
  };
};

const fromEnvironment = (hostname: string, env: CheckSurroundings["env"]): FoundSource => {
  const names = isCloud(hostname) ? common : [...enterprise, ...common];
  for (const name of names) {
    const text = env[name];
    if (text) return fixed(text, `${name} of the environment`);
  }
  return { source: { kind: "none" }, notices: [] };
};

/**
 * Finds the token of a check: the option, else the environment.
 * @throws {Error} when it cannot be sent as it is, or its file cannot be read; the text names kind and position
 */
export const findTokenSource = (
  { token, api_url }: Pick<GitHubOptions, "token" | "api_url">,
  { env, readFile }: Pick<CheckSurroundings, "env" | "readFile">,
): FoundSource => {
  const { hostname } = new URL(api_url);
  if (token === undefined) return fromEnvironment(hostname, env);
  if (token === "gh")
    return { source: { kind: "gh", origin: "gh auth token", hostname: ghHost(hostname) }, notices: [] };
  // What is around it has been told where the file was read.
  if (typeof token === "string") return { ...fixed(token, "the option token"), notices: [] };
  if ("file" in token) return fixed(readFile(token.file), `the file ${token.file}`);
  const { app_id: appId, installation_id: installationId, private_key: pem } = token;
  const key = readAppKey(pem.includes("-----BEGIN") ? pem : readFile(pem));
  const origin = `the GitHub App ${appId}, installation ${installationId}`;
  return { source: { kind: "app", origin, app: { appId, installationId, key } }, notices: [] };
};
