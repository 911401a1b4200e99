/** What a command sees of the outside: two streams, the environment, the folder, and when to stop. */
export interface Terminal {
  /** Writes to standard output as is: the caller ends its lines. */
  out(text: string): void;
  /** Resolves once what was written has left: whoever writes without end waits now and then. */
  flushed(): Promise<void>;
  /** Writes to standard error as is. */
  err(text: string): void;
  /** True when a person reads standard output: colours and redrawing are welcome. */
  readonly isInteractive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative paths in arguments start here. */
  readonly cwd: string;
  /** Aborts on SIGINT or SIGTERM, and when nobody reads the output any more. */
  readonly signal: AbortSignal;
}

/** One word after `hinomi`. One file each in src/cli, listed in commands.ts. */
export interface Command {
  readonly name: string;
  /** One sentence for `hinomi --help`. */
  readonly summary: string;
  /** The whole text of `hinomi <name> --help`. */
  readonly help: string;
  /**
   * Runs with the words after the name. The answer is the exit code: 0 good, 1 bad, 2 could not run.
   * @throws {UsageError} when the words make no sense; main prints it and exits 2
   */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** A mistake in the arguments. The message is one sentence; main adds where to find the help. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
