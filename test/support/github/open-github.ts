import { z } from "zod";
import { createDesk, type Desk } from "../../../src/checks/github/desk.ts";
import { createGitHub } from "../../../src/checks/github/create-github.ts";
import type { GitHub, GitHubAccess } from "../../../src/checks/github/github.ts";
import { githubFields } from "../../../src/checks/github/options.ts";
import type { CheckSurroundings } from "../../../src/core/check-type.ts";
import type { RunContext } from "../../../src/core/check.ts";
import { systemClock } from "../../../src/engine/system-clock.ts";

const schema = z.strictObject(githubFields);

/** The client of a check with these options; with a desk of its own unless given. */
export const accessGitHub = (
  options: z.input<typeof schema>,
  surroundings: Partial<CheckSurroundings> = {},
  desk: Desk = createDesk(() => 0.5),
): GitHubAccess =>
  createGitHub(
    schema.parse(options),
    {
      env: {},
      readFile: (path) => {
        throw new Error(`${path} does not exist`);
      },
      redact: (text) => text,
      ...surroundings,
    },
    desk,
  );

/** One run of it. */
export const openGitHub = ({ open }: GitHubAccess, run: Partial<RunContext> = {}): GitHub =>
  open({ signal: new AbortController().signal, timeoutMs: 20_000, clock: systemClock, ...run });
