import { loadYaml, problemLines, tinyCatalogue } from "../load-yaml.ts";
import { createManualClock } from "../manual-clock.ts";
import { startFakeGitHub } from "./fake-github.ts";
import { canary, sampleNow, sampleWorld } from "./sample-world.ts";
import { githubPathCheck } from "./user-check.ts";
import type { WorldToken } from "./world.ts";

/** A way in which a token can be wrong. */
export interface TokenVariant {
  readonly name: string;
  /** What stands in the environment. */
  readonly value: string;
  /** What GitHub knows of the token. */
  readonly token?: Partial<WorldToken>;
  readonly path?: string;
}

const traffic = "/repos/octo/hello/traffic/views";

export const tokenVariants: readonly TokenVariant[] = [
  { name: "as it should be", value: canary },
  { name: "a space before and behind", value: ` ${canary} ` },
  { name: "a line feed behind", value: `${canary}\n` },
  { name: "a carriage return and a line feed", value: `${canary}\r\n` },
  { name: "a no-break space behind", value: `${canary}\u00A0` },
  { name: "an ideographic space before", value: `\u3000${canary}` },
  { name: "a byte order mark before", value: `\uFEFF${canary}` },
  { name: "a zero-width space behind", value: `${canary}\u200B` },
  { name: "quotes", value: `"${canary}"` },
  { name: "quotes, then a line feed", value: `'${canary}'\n` },
  { name: "Bearer before", value: `Bearer ${canary}` },
  { name: "token before", value: `token ${canary}` },
  { name: "a line feed inside", value: `${canary.slice(0, 9)}\n${canary.slice(9)}` },
  { name: "a space inside", value: `${canary.slice(0, 9)} ${canary.slice(9)}` },
  { name: "a zero-width space inside", value: `${canary.slice(0, 9)}\u200B${canary.slice(9)}` },
  { name: "a letter that no token has", value: `${canary}é` },
  { name: "only white space", value: " \n" },
  { name: "expired", value: canary, token: { expiration: "2026-11-21 00:00:00 UTC" } },
  { name: "revoked", value: canary, token: { isRevoked: true } },
  { name: "ends in 2.5 days", value: canary, token: { expiration: "2026-11-24 21:00:00 +0900" } },
  { name: "classic, wrong scope", value: canary, token: { scopes: ["read:user"] }, path: traffic },
  { name: "classic, no push access", value: canary, token: { login: "guild" }, path: traffic },
  {
    name: "fine-grained, no permission",
    value: `github_pat_${canary}`,
    token: { kind: "fine-grained" },
    path: traffic,
  },
  { name: "of Actions", value: `ghs_${canary}`, token: { kind: "actions" }, path: traffic },
  { name: "may not see the repository", value: canary, token: { scopes: [] }, path: "/repos/octo/secret" },
];

/** What a person reads for one variant. */
export interface TokenRow {
  readonly name: string;
  /** From the configuration, when GITHUB_TOKEN is used without being named. */
  readonly implicit: readonly string[];
  /** From the configuration, with `token: ${MY_TOKEN}`. */
  readonly named: readonly string[];
  /** Of the run: `up`, or status and reason. Absent where the configuration is refused. */
  readonly run?: string;
  /** Everything that was said and written on the way, to be searched. */
  readonly everything: string;
}

const yaml = (url: string, path: string, token: string) => `checks:
  - id: numbers
    type: github-path
    path: ${path}
    api_url: ${url}
    ${token}
`;

/** Plays one variant: reads a configuration, runs its check against the fake. */
export const playVariant = async ({
  name,
  value,
  token,
  path = "/user",
}: TokenVariant): Promise<TokenRow> => {
  const secret = /ghs_|github_pat_/.exec(value) ? value : canary;
  const fake = await startFakeGitHub({ world: sampleWorld({ ...token, token: secret }) });
  const catalogue = { ...tinyCatalogue, checkTypes: [githubPathCheck] };
  try {
    const load = (line: string) =>
      loadYaml(yaml(fake.url, path, line), { env: { GITHUB_TOKEN: value, MY_TOKEN: value }, catalogue });
    const implicit = load("");
    const named = load("token: ${MY_TOKEN}");
    const lines: string[] = [];
    const check = implicit.config?.checks[0];
    const outcome = await check?.probe({
      signal: new AbortController().signal,
      timeoutMs: 10_000,
      clock: createManualClock(sampleNow),
      trace: (line) => lines.push(line),
    });
    const run = outcome && [outcome.status, outcome.reason?.detail].filter(Boolean).join(": ");
    const told = [
      problemLines(implicit),
      problemLines(named),
      outcome,
      lines,
      check?.target,
      check?.fingerprint,
    ];
    return {
      name,
      implicit: implicit.problems.map(({ level, message }) => `${level}: ${message}`),
      named: named.problems.map(({ level, message }) => `${level}: ${message}`),
      ...(run !== undefined && { run }),
      everything: JSON.stringify(told),
    };
  } finally {
    await fake.stop();
  }
};
