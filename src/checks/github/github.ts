import type { RunContext } from "../../core/check.ts";
import type { Reason } from "../../core/reason.ts";

/** What GitHub answered, in the kinds that matter to whoever asked. A refusal is data, never an exception. */
export type GitHubAnswer =
  /**
   * `isNew` is false when GitHub said "not modified": `data` is then what was kept, for this or another check. Whether
   * this check has used it before is for the check to remember. `next` is the next page's path.
   */
  | {
      readonly kind: "found";
      readonly data: unknown;
      readonly isNew: boolean;
      readonly next?: string;
      /** How many pages GitHub counts with this page size, where it says so: the page of `rel="last"`. */
      readonly lastPage?: number;
      /** Parts of a GraphQL answer that are null because they are not there or not for this token. */
      readonly gaps?: readonly GitHubGap[];
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
  /**
   * No usable answer after the retries of the budget, or the run's time is over. `tooMuch`: GitHub gave up on a GraphQL
   * query because it asks for too much at once; ask for less.
   */
  | { readonly kind: "failed"; readonly reason: Reason; readonly tooMuch?: true };

/** One part of a GraphQL answer that is missing. */
export interface GitHubGap {
  /** Where in `data`, by response names: `["r3"]`. */
  readonly path: readonly (string | number)[];
  readonly kind: "absent" | "refused";
  readonly reason: Reason;
}

/** An answer that has no data. */
export type GitHubRefusal = Exclude<GitHubAnswer, { readonly kind: "found" | "empty" | "pending" }>;

/** What of an answer is used. Only that is kept for conditional requests, and given as `data`. */
export interface Projection {
  /** Tells answers to one path apart that are projected in different ways: `commit-dates`. */
  readonly name: string;
  /** Pure. What it makes must survive JSON. */
  readonly of: (data: unknown) => unknown;
}

/**
 * GitHub for one run of one check: every request goes through the queue of its token, one at a time over all checks,
 * within the run's time. Paths are those of the REST API (`/repos/octo/hello/traffic/views?per=day`).
 */
export interface GitHub {
  /** GET, conditional where an answer is kept, following renames. */
  get(path: string, projection?: Projection): Promise<GitHubAnswer>;
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

/** What `createGitHub` makes of a check's options. */
export interface GitHubAccess {
  readonly open: OpenGitHub;
  /** Replaces the token and every other known secret: for whatever a check says. */
  readonly redact: (text: string) => string;
  /** Of the API: for `PreparedCheck.host`. */
  readonly host: string;
  /** GitHub's own, or an Enterprise Server's. */
  readonly apiUrl: string;
}
