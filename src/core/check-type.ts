import type { FeedAccess, Probe } from "./check.ts";
import type { TakePush } from "./push.ts";
import type { OptionsSchema, OutputOf } from "./schema.ts";

/** What a check type gets from Hinomi when a check is prepared. */
export interface CheckSurroundings {
  /** The process environment, for `HTTP_PROXY` and the like. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file named in the options, relative to the configuration file. Throws when it cannot. */
  readonly readFile: (path: string) => string;
  /** Replaces every known secret in a text. */
  readonly redact: (text: string) => string;
  /** Where the configuration's days begin and end, an IANA name. Default UTC. */
  readonly timezone?: string;
  /** The configuration file's, absolute: what paths in options are relative to. Default: the working folder. */
  readonly folder?: string;
  /** Of the check that is prepared. */
  readonly checkId?: string;
  /** Says what the user should change although the check works, as a warning where the check stands. No secrets. */
  readonly warn?: (message: string) => void;
}

/** A check's options turned into something that runs. */
export interface PreparedCheck {
  readonly target: string;
  readonly host?: string;
  readonly probe: Probe;
  /** See `Check`. */
  readonly usesLedger?: boolean;
  readonly acceptsPush?: (token: string) => boolean;
  readonly feed?: FeedAccess;
  readonly takePush?: TakePush;
}

/** The code behind `type: …`. One file each; `options` is the schema of what stands beside `id` and `type`. */
export interface CheckType<Name extends string = string> {
  readonly type: Name;
  /** One sentence for `--help`, the schema and the docs index. */
  readonly summary: string;
  readonly options: OptionsSchema;
  /**
   * Validates `raw` and prepares the check. No network here; files (certificates) may be read.
   * @throws {Error} with a clear message when a file is missing or the options contradict each other
   */
  prepare(raw: unknown, surroundings: CheckSurroundings): PreparedCheck;
}

/** Declares a check type; the options' type stays inside, so registries need no casts. */
export const defineCheckType = <Name extends string, S extends OptionsSchema>(definition: {
  readonly type: Name;
  readonly summary: string;
  readonly options: S;
  readonly prepare: (options: OutputOf<S>, surroundings: CheckSurroundings) => PreparedCheck;
}): CheckType<Name> => ({
  type: definition.type,
  summary: definition.summary,
  options: definition.options,
  prepare: (raw, surroundings) => definition.prepare(validated(definition.options, raw), surroundings),
});

/** The schema's own check is the guarantee behind the cast: a value with issues never gets past it. */
export const validated = <S extends OptionsSchema>(schema: S, raw: unknown): OutputOf<S> => {
  const result = schema["~standard"].validate(raw);
  if (result instanceof Promise) throw new Error("options schemas must be synchronous");
  if (result.issues) throw new Error(result.issues.map((issue) => issue.message).join("; "));
  return result.value as OutputOf<S>;
};
