import type { RunContext } from "../../core/check.ts";
import type { Reason } from "../../core/reason.ts";

/** What GitHub answered, in the kinds that matter to whoever asked. A refusal is data, never an exception. */
export type GitHubAnswer =
  /** `isNew` is false when GitHub said "not modified" and `data` is what was kept. `next` is the next page's path. */
  | {
      readonly kind: "found";
      readonly data: unknown;
      readonly isNew: boolean;
      readonly next?: string;
    }
  /** 204, and 409 of a repository without commits: nothing there, which is no error. */
  | { readonly kind: "empty" }
  /** 202: GitHub is still counting. No sample; ask again in a later run. */
  | { readonly kind: "pending" }
  /** 404, and 422 of statistics that GitHub does not make: not there, or not for this token. */
  | { readonly kind: "absent"; readonly reason: Reason }
  /** 401, 403: the token may not. The reason's detail says what to change. */
  | { readonly kind: "refused"; readonly reason: Reason }
  /** A limit that this run cannot wait for; nothing is asked for with this token before `until`, epoch ms. */
  | { readonly kind: "limited"; readonly until: number; readonly reason: Reason }
  /** No usable answer after the retries of the budget, or the run's time is over. */
  | { readonly kind: "failed"; readonly reason: Reason };

/**
 * GitHub for one run of one check: every request goes through the queue of its token, one at a time over all checks,
 * within the run's time. Paths are those of the REST API (`/repos/octo/hello/traffic/views?per=day`).
 */
export interface GitHub {
  /** GET, conditional where an answer is kept, following renames. */
  get(path: string): Promise<GitHubAnswer>;
  /** POST to GraphQL. `data` is the answer's `data`; errors in it become `refused`, `absent`, `limited` or `failed`. */
  graphql(query: string, variables: Readonly<Record<string, unknown>>): Promise<GitHubAnswer>;
  /** ms left for this run, after which it should write what it has and return. */
  timeLeftMs(): number;
  /** How many requests went out in this run, and how many of them were answered "not modified". */
  count(): { readonly requests: number; readonly notModified: number };
  /** When the token ends, as GitHub says it, epoch ms. */
  tokenExpiresAt(): number | undefined;
}

/** Opens GitHub for a run. Made once per check, by `createGitHub` (`create-github.ts`), from the shared options. */
export type OpenGitHub = (run: RunContext) => GitHub;
