import { spawn, type ChildProcess } from "node:child_process";
import type { RunContext } from "../../core/check.ts";
import { formatDuration } from "../../core/duration.ts";
import { reason, type Reason } from "../../core/reason.ts";
import { BoundedOutput } from "./bounded-output.ts";
import { forgetGroup, rememberGroup, signalGroup } from "./process-group.ts";
import { startFailure } from "./start-failure.ts";

export interface ProgramRequest {
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** For its standard input; without it that is empty. */
  readonly input?: string | undefined;
  /** Of standard output and of standard error, each. */
  readonly outputBytes: number;
  readonly trace?: ((line: string) => void) | undefined;
}

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** How a program ended. */
export type ProgramEnd = Ran &
  (
    | { readonly kind: "exited"; readonly code: number }
    | { readonly kind: "killed"; readonly signal: NodeJS.Signals }
    /**
     * It could not be started, or was ended from here. `stuck` is the process that even SIGKILL did not end: it waits for
     * a disk or a network file system.
     */
    | { readonly kind: "failed"; readonly reason: Reason; readonly stuck?: number }
  );

/** From SIGTERM to SIGKILL. Shorter than the second that the engine leaves a run after its time. */
const graceMs = 600;
/** How long the others of the group may outlive their leader. */
const followMs = 200;
/** How often is looked whether they have followed. */
const lookMs = 20;
/** How long the system takes at most to end a process that SIGKILL can end. */
const killMs = 250;
/** What the program has printed has arrived by then, should a process that it left behind keep its output open. */
const drainMs = 200;

/** One program, from its start to its end and that of its process group. Resolves once, never rejects. */
class RunningProgram {
  readonly #request: ProgramRequest;
  readonly #run: RunContext;
  readonly #resolve: (end: ProgramEnd) => void;
  readonly #began: number;
  readonly #cancels: (() => void)[] = [];
  #child: ChildProcess | undefined;
  #stdout: BoundedOutput | undefined;
  #stderr: BoundedOutput | undefined;
  /** Why it was ended from here. */
  #cause: Reason | undefined;
  #exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined;
  #endedMs = 0;
  #isKilled = false;
  #isOver = false;

  constructor(request: ProgramRequest, run: RunContext, resolve: (end: ProgramEnd) => void) {
    this.#request = request;
    this.#run = run;
    this.#resolve = resolve;
    this.#began = run.clock.monotonic();
  }

  start(): void {
    const run = this.#run;
    const interrupt = () => this.#end(reason("run-interrupted", "the run was stopped"));
    if (run.whenCut) run.whenCut(interrupt);
    else if (run.signal.aborted) interrupt();
    else this.#listen(run.signal, interrupt);
    if (!this.#isOver) this.#spawn();
  }

  #listen(signal: AbortSignal, interrupt: () => void): void {
    signal.addEventListener("abort", interrupt, { once: true });
    this.#cancels.push(() => signal.removeEventListener("abort", interrupt));
  }

  #spawn(): void {
    const { program, args, folder: cwd, env, input, outputBytes } = this.#request;
    const stdio = [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] as const;
    try {
      this.#child = spawn(program, args, { cwd, env, stdio: [...stdio], detached: true });
    } catch (error) {
      return this.#notStarted(error);
    }
    const { pid, stdin, stdout, stderr } = this.#child;
    this.#child.on("error", (error) => {
      if (pid === undefined) this.#notStarted(error);
    });
    if (pid === undefined || !stdout || !stderr) return;
    rememberGroup(pid);
    this.#child.on("exit", (code, signal) => this.#exited(code, signal));
    const end = () => this.#drained();
    const overflow = (name: string) => () =>
      this.#end(
        reason(
          "output-too-large",
          `more than ${outputBytes} bytes on ${name}: print less, or raise output_limit`,
        ),
      );
    this.#stdout = new BoundedOutput(stdout, outputBytes, { overflow: overflow("standard output"), end });
    this.#stderr = new BoundedOutput(stderr, outputBytes, { overflow: overflow("standard error"), end });
    // A program need not read what it is given: EPIPE is no failure.
    stdin?.on("error", () => {});
    stdin?.end(input);
    const { timeoutMs } = this.#run;
    const late = () =>
      this.#end(reason("run-timeout", `the program did not end within ${formatDuration(timeoutMs)}`));
    this.#after(timeoutMs, late);
    this.#request.trace?.(`* started as process ${pid}`);
  }

  #after(ms: number, task: () => void): void {
    this.#cancels.push(this.#run.clock.schedule(ms, task));
  }

  #notStarted(error: unknown): void {
    const { program, folder, env } = this.#request;
    this.#finish(this.#cause ?? startFailure(error, { program, folder, path: env["PATH"] }));
  }

  /** Ends the program and everything in its group, for this reason; the first one counts. */
  #end(cause: Reason): void {
    if (this.#cause || this.#isOver) return;
    this.#cause = cause;
    const pid = this.#child?.pid;
    if (pid === undefined) return this.#finish(cause);
    signalGroup(pid, "SIGTERM");
    this.#after(graceMs, () => this.#kill(pid));
    if (this.#exit) this.#awaitGroup(pid, followMs);
  }

  #kill(pid: number): void {
    this.#isKilled = true;
    signalGroup(pid, "SIGKILL");
    if (this.#exit) this.#finish();
    else this.#after(killMs, () => this.#finish());
  }

  /** Waits for those of the group that outlive its leader. The dead count, too, until their new parent sees to them. */
  #awaitGroup(pid: number, leftMs: number): void {
    if (!signalGroup(pid, 0)) return this.#finish();
    if (leftMs <= 0) return this.#kill(pid);
    this.#after(lookMs, () => this.#awaitGroup(pid, leftMs - lookMs));
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    this.#exit = { code, signal };
    this.#endedMs = this.#run.clock.monotonic() - this.#began;
    const pid = this.#child?.pid;
    if (this.#cause)
      return this.#isKilled || pid === undefined ? this.#finish() : this.#awaitGroup(pid, followMs);
    this.#drained();
    // A turn of the event loop more: where this thread was busy, what was printed is still to be read.
    this.#after(drainMs, () => setImmediate(() => this.#finish()));
  }

  /** Called when it has exited, and when one of its streams has ended: all three make the end. */
  #drained(): void {
    if (this.#exit && !this.#cause && this.#stdout?.hasEnded && this.#stderr?.hasEnded) this.#finish();
  }

  #finish(cause: Reason | undefined = this.#cause): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const cancel of this.#cancels) cancel();
    this.#stdout?.close();
    this.#stderr?.close();
    this.#child?.stdin?.destroy();
    const pid = this.#child?.pid;
    if (pid !== undefined) forgetGroup(pid);
    this.#resolve({ ...this.#ran(), ...this.#how(cause) });
  }

  #ran(): Ran {
    const durationMs = Math.round((this.#endedMs || this.#run.clock.monotonic() - this.#began) * 100) / 100;
    return { stdout: this.#stdout?.text() ?? "", stderr: this.#stderr?.text() ?? "", durationMs };
  }

  #how(cause: Reason | undefined) {
    const pid = this.#child?.pid;
    const isStuck = pid !== undefined && !this.#exit;
    if (cause) return { kind: "failed", reason: cause, ...(isStuck && { stuck: pid }) } as const;
    const { code, signal } = this.#exit ?? { code: null, signal: null };
    if (signal) return { kind: "killed", signal } as const;
    return { kind: "exited", code: code ?? 0 } as const;
  }
}

/**
 * Runs a program to its end, or ends it with its whole process group when the run's time is over, the run is cut off,
 * or it prints more than it may: by SIGTERM, then by SIGKILL. A process that the program leaves behind when it exits by
 * itself is left alone; its later output is not read.
 */
export const runProgram = (request: ProgramRequest, run: RunContext): Promise<ProgramEnd> =>
  new Promise((resolve) => new RunningProgram(request, run, resolve).start());
