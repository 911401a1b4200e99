import { metricsOf } from "../checks/github/rights.ts";
import { tokenJudgement } from "../checks/github/token-judgement.ts";
import type { Catalogue } from "../config/catalogue.ts";
import { findConfig, readConfigFile } from "../config/read.ts";
import { systemClock } from "../engine/system-clock.ts";
import { createRedactor } from "../net/redact.ts";
import { configOption, describeOptions, parseArguments } from "./arguments.ts";
import { type Command, type Terminal, UsageError } from "./command.ts";
import { examineAccount, type Examination } from "./doctor/examine-account.ts";
import { watchCatalogue } from "./doctor/find-accounts.ts";
import { rightsTable } from "./doctor/rights-table.ts";
import { describeWithExcerpt } from "./excerpt.ts";
import { createPaint, type Paint } from "./style.ts";

const options = {
  config: configOption,
  all: { summary: "ask about every repository, each in a row of its own" },
  json: { summary: "print one JSON document" },
} as const;

/** The whole of it, for one token. */
const timeoutMs = 900_000;

/** `hinomi doctor github`: what the tokens of a configuration may read, and what to change. */
export const createDoctorCommand = (catalogue: Catalogue): Command => ({
  name: "doctor",
  summary: "Show what the GitHub tokens of a configuration may read",
  help: `Usage: hinomi doctor github [options]

For each token that the GitHub checks of the file have: its kind and where it came from, when it
ends, what is left of its limits, and a grid of repositories and what the token may read of them,
with what to change where it may not. The token itself is never shown. Costs six requests for each
repository asked about: three of each owner and visibility, unless --all is given.

Options:
${describeOptions(options)}
Exit code: 0 what the checks read may be read, 1 it may not or a token is about to end, 2 could not run.
`,
  run: async (args, terminal) => {
    const { words, values } = parseArguments(args, options);
    if (words.length !== 1 || words[0] !== "github")
      throw new UsageError("say what to look at: hinomi doctor github");
    const watched = watchCatalogue(catalogue);
    if (!readFile(values.config, watched.catalogue, terminal)) return 2;
    if (watched.accounts.size === 0) {
      terminal.err("hinomi: no check of the configuration reads GitHub\n");
      return 2;
    }
    const found: Examination[] = [];
    const paint = createPaint(terminal);
    for (const account of watched.accounts.values()) {
      const run = { signal: terminal.signal, timeoutMs, clock: systemClock };
      const examination = await examineAccount(account, run, values.all);
      found.push(examination);
      if (!values.json) terminal.out(asText(examination, values.all, found.length > 1, paint));
    }
    if (values.json) terminal.out(`${JSON.stringify(found.map(asJson), null, 2)}\n`);
    return found.every(isGood) ? 0 : 1;
  },
});

const readFile = (config: string | undefined, catalogue: Catalogue, terminal: Terminal): boolean => {
  const { env, cwd } = terminal;
  const file = findConfig({ config, env, cwd });
  const loaded = readConfigFile(file, { env, catalogue, clock: systemClock, createRedactor });
  const lines = loaded.text.replace(/^\uFEFF/, "").split("\n");
  const paint = createPaint({ ...terminal, isInteractive: false });
  for (const problem of loaded.problems) terminal.err(`${describeWithExcerpt(problem, lines, paint)}\n`);
  return loaded.config !== undefined;
};

const isEnding = ({ expiresAt }: Examination): boolean =>
  tokenJudgement(expiresAt, systemClock.now())?.status === "degraded";

const isGood = (examination: Examination): boolean => {
  const { troubles, types, repositories } = examination;
  const needed = [...metricsOf(types)];
  const mayAll = repositories.every(({ rights }) =>
    needed.every((metric) => ["may", "off"].includes(rights[metric].kind)),
  );
  return troubles.length === 0 && !isEnding(examination) && mayAll;
};

const asJson = ({ expiresAt, limits, ...rest }: Examination) => ({
  ...rest,
  expiresAt: expiresAt ?? null,
  limits: limits ?? null,
});

const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const endOf = (examination: Examination, paint: Paint): string => {
  const { expiresAt } = examination;
  if (expiresAt === undefined) return "";
  const text = `, ends ${utc(expiresAt)}`;
  return isEnding(examination) ? paint("yellow", `${text} (soon)`) : text;
};

const asText = (examination: Examination, isWhole: boolean, isLater: boolean, paint: Paint): string => {
  const { origin, apiUrl, kind, types, limits, troubles, total } = examination;
  const left = ({ remaining, limit }: { remaining: number; limit: number }) => `${remaining} of ${limit}`;
  const lines = [
    ...(isLater ? [""] : []),
    paint("bold", `${origin} at ${apiUrl}`),
    `  ${kind}${endOf(examination, paint)}`,
    ...(limits
      ? [
          `  left: ${left(limits.core)} requests, ${left(limits.graphql)} GraphQL points, until ${utc(limits.core.resetAt)}`,
        ]
      : []),
    `  for ${types.join(", ")}: ${total} ${total === 1 ? "repository" : "repositories"}`,
    ...rightsTable(examination, isWhole, paint),
    ...troubles.map((trouble) => `  ${paint("red", "✗")} ${trouble}`),
  ];
  return `${lines.join("\n")}\n`;
};
