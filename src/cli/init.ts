import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Catalogue } from "../config/catalogue.ts";
import { describeOptions, parseArguments } from "./arguments.ts";
import { type Command, UsageError } from "./command.ts";

const options = {
  force: { summary: "overwrite an existing file" },
  url: { value: "URL", summary: "the first address to watch (default: https://example.com/)" },
} as const;

/** `hinomi init`: a commented starting file. */
export const createInitCommand = (catalogue: Catalogue): Command => ({
  name: "init",
  summary: "Write a commented configuration to start from",
  help: `Usage: hinomi init [FILE] [options]

Writes FILE (default: hinomi.yaml). Asks nothing, and never overwrites a file unless told to.

Options:
${describeOptions(options)}
Exit code: 0 written, 2 not written.
`,
  run: async (args, terminal) => {
    const { words, values } = parseArguments(args, options);
    if (words.length > 1) throw new UsageError("give one file");
    const url = values.url ?? "https://example.com/";
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new UsageError(`--url needs an http:// or https:// address`);
    const name = words[0] ?? "hinomi.yaml";
    try {
      const flag = values.force ? "w" : "wx";
      writeFileSync(resolve(terminal.cwd, name), startingFile(url, catalogue), { flag });
    } catch (error) {
      terminal.err(`hinomi init: ${refusal(name, error)}\n`);
      return 2;
    }
    terminal.out(nextSteps(name));
    return 0;
  },
});

const refusal = (name: string, error: unknown): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EEXIST") return `${name} exists already: choose another name, or overwrite it with --force`;
  if (code === "ENOENT") return `the folder of ${name} does not exist`;
  return `${name} cannot be written${typeof code === "string" ? ` (${code})` : ""}`;
};

const nextSteps = (name: string): string => {
  const usual = name === "hinomi.yaml";
  const config = usual ? "" : ` --config ${name}`;
  return `Wrote ${name}. Next:

  hinomi check${config}        run its checks once, now
  hinomi validate${usual ? "" : ` ${name}`}     after each change: every problem at once
  hinomi serve${config}        watch, keep the history, alert, show the page
`;
};

/** The starting file: valid as it stands, with the next things to want in comments. */
export const startingFile = (url: string, { checkTypes, notifiers }: Catalogue): string => `\
# Hinomi's configuration. After a change: hinomi validate
# Every setting: docs/configuration.md. For completion in an editor:
# hinomi validate --schema > hinomi.schema.json
# yaml-language-server: $schema=./hinomi.schema.json

# The page's title, the zone that days are cut in (default: the machine's), and the language of messages (en, ja).
title: My services
# timezone: Asia/Tokyo
locale: en

# What every check does unless it says otherwise.
defaults:
  every: 60s
  timeout: 10s
  confirm: { down: 2, up: 1 } # two bad outcomes in a row open an incident, one good outcome closes it
  # notify: [team]

# Where messages go. Keep secrets out of this file: \${NAME} comes from the environment, \${file:path} from a file.
# Types: ${notifiers.map(({ type }) => type).join(", ")}
# channels:
#   team:
#     type: slack
#     webhook: \${SLACK_WEBHOOK}

# What is watched. The id is the key of the history: keep it, change the title.
# Types: ${checkTypes.map(({ type }) => type).join(", ")}
checks:
  - id: website
    title: Website
    type: http
    url: ${JSON.stringify(url)}
    expect:
      status: 2xx
      latency: { warn: 1s, fail: 5s }

  # - id: orders
  #   title: Orders API
  #   type: http
  #   method: POST
  #   url: https://api.example.com/orders/health
  #   headers: { Authorization: "Bearer \${ORDERS_TOKEN}" }
  #   every: 10s
  #   expect:
  #     status: 200
  #     json: [{ path: $.status, eq: 0 }]

  # - id: database
  #   type: tcp
  #   host: db.example.com
  #   port: 5432
`;
