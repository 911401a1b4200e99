import type { AlertRules } from "./alert/types.ts";
import type { Clock } from "./clock.ts";
import type { Ledger } from "./ledger.ts";
import type { Outcome } from "./outcome.ts";
import type { TakePush } from "./push.ts";

/** One run's surroundings. */
export interface RunContext {
  /** Aborts at the run's deadline or when Hinomi stops; a probe then releases everything and returns. */
  readonly signal: AbortSignal;
  /** Where it is there: calls `task` when `signal` would abort, once, without the cost of a signal for each run. */
  whenCut?(task: () => void): void;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** What the check keeps beside its runs. There in every home; a check type that needs it sets `usesLedger`. */
  readonly ledger?: Ledger;
  /** Called with each step of the exchange as it happens, redacted, when someone wants to see it. */
  readonly trace?: (line: string) => void;
}

/** Runs once. Resolves with what was found; rejects only on a bug. */
export type Probe = (run: RunContext) => Promise<Outcome>;

/** Who may read the feed that a check keeps. */
export interface FeedAccess {
  /** Anyone, without signing in. */
  readonly isPublic: boolean;
  /** Web pages that may read it from a browser, as browsers write their origin: `https://me.example`. */
  readonly origins: readonly string[];
}

/** A check as the engine sees it: configured, validated, ready to run. */
export interface Check {
  /** Stable; history is keyed by it. `[a-z0-9][a-z0-9-_.]*`, at most 64 characters. */
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly group?: string;
  /** What is looked at, as a person would say it, without secrets: `POST https://api.example.com/health`. */
  readonly target: string;
  /** Runs to the same host share a limit. Absent when no single host is meant. */
  readonly host?: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly paused: boolean;
  /** Channel ids to tell, in order. */
  readonly notify: readonly string[];
  readonly rules: AlertRules;
  /** Changes when anything about the check changes: on reload an unchanged check keeps its due time. */
  readonly fingerprint: string;
  readonly probe: Probe;
  /** The probe reads or writes the ledger: it runs in the main thread. */
  readonly usesLedger?: boolean;
  /** Readings are pushed to this check from outside; says whether whoever brings this token may. */
  readonly acceptsPush?: (token: string) => boolean;
  /** Its ledger's entries are served as a feed. */
  readonly feed?: FeedAccess;
  readonly takePush?: TakePush;
}
