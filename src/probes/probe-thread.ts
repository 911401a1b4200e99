import { Worker } from "node:worker_threads";
import { errorText } from "../core/error-text.ts";
import { failedOutcome, type Outcome } from "../core/outcome.ts";
import { reason } from "../core/reason.ts";
import type { Run } from "../engine/run.ts";
import { FoundDecoder, type FromThread, type ProbeConfiguration, type ToThread } from "./wire.ts";

interface Waiting {
  readonly run: Run;
  readonly resolve: (outcome: Outcome | Promise<Outcome>) => void;
}

/** One probe thread as the main thread sees it: from its start until it has ended, wanted or not. */
export class ProbeThread {
  readonly #worker: Worker;
  readonly #decoder = new FoundDecoder();
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #runs: (number | string)[] = [];
  #cuts: number[] = [];
  #generation = 0;
  #configuring: { readonly done: (trouble: string | undefined) => void } | undefined;
  #isReady = false;
  #lastError = "it ended";

  /** `onEnd` is called when the thread has ended; its runs have ended as `unknown` by then. */
  constructor(entry: URL, onEnd: (why: string) => void) {
    this.#worker = new Worker(entry);
    this.#worker.on("message", (message: FromThread) => this.#hear(message));
    this.#worker.on("error", (error: unknown) => (this.#lastError = errorText(error)));
    this.#worker.on("exit", () => {
      this.#isReady = false;
      this.#configuring?.done(this.#lastError);
      const outcome = failedOutcome("unknown", reason("run-failed", "The probe thread ended during the run"));
      for (const { resolve } of this.#waiting.values()) resolve(outcome);
      this.#waiting.clear();
      onEnd(this.#lastError);
    });
  }

  /** True when it has its checks. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Has the thread make its checks. Resolves with what went wrong, if anything. */
  configure(configuration: ProbeConfiguration, share: number, of: number): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const generation = ++this.#generation;
    this.#configuring?.done(undefined);
    this.#configuring = {
      done: (trouble) => {
        this.#configuring = undefined;
        resolve(trouble);
      },
    };
    this.#say({ kind: "configure", generation, configuration, share, of });
    return promise;
  }

  /** Runs a probe over there; what is asked for in one go goes in one message. */
  execute(run: Run): Promise<Outcome> {
    return new Promise((resolve) => {
      const number = this.#next++;
      this.#waiting.set(number, { run, resolve });
      run.whenCut(() => this.#cut(number));
      if (this.#runs.push(number, run.check.id) === 2) queueMicrotask(() => this.#send());
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(): void {
    const runs = this.#runs;
    this.#runs = [];
    this.#say({ kind: "run", runs });
  }

  #cut(number: number): void {
    if (!this.#waiting.delete(number)) return;
    if (this.#cuts.push(number) > 1) return;
    // After the runs that were asked for before.
    queueMicrotask(() => {
      this.#say({ kind: "cut", runs: this.#cuts });
      this.#cuts = [];
    });
  }

  #say(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromThread): void {
    if (message.kind === "configured") {
      if (message.generation !== this.#generation) return;
      this.#isReady = message.trouble === undefined;
      this.#configuring?.done(message.trouble);
    } else if (message.kind === "strange") {
      for (const number of message.runs) this.#end(number, ({ run }) => run.check.probe(run));
    } else
      this.#decoder.read(message, (number, tookMs, outcome) =>
        this.#end(number, ({ run }) => {
          run.measuredMs = tookMs;
          return outcome;
        }),
      );
  }

  #end(number: number, outcomeOf: (waiting: Waiting) => Outcome | Promise<Outcome>): void {
    const waiting = this.#waiting.get(number);
    if (!waiting) return;
    this.#waiting.delete(number);
    waiting.resolve(outcomeOf(waiting));
  }
}
