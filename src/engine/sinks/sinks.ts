import type { SinkConfig } from "../../core/config.ts";
import type { SinkHealth } from "../lookout.ts";
import { SinkWorker, type SinkWorkerInput } from "./sink-worker.ts";

/** Batches in flight get this long when a sink leaves or changes. */
const changeGraceMs = 5000;

/** Writes to every sink, each by itself. Without sinks there is nothing here: no timer, no read, no listener. */
export class Sinks {
  readonly #input: SinkWorkerInput;
  readonly #workers = new Map<string, SinkWorker>();

  constructor(input: SinkWorkerInput) {
    this.#input = input;
  }

  /** Takes the sinks to write to; unchanged ones (by fingerprint) go on. */
  async setSinks(configs: readonly SinkConfig[]): Promise<void> {
    const wanted = new Map(configs.map((config) => [config.id, config]));
    const leaving = [...this.#workers.values()].filter(
      ({ config }) => wanted.get(config.id)?.fingerprint !== config.fingerprint,
    );
    await Promise.all(leaving.map((worker) => worker.stop(changeGraceMs)));
    for (const { config } of leaving) this.#workers.delete(config.id);
    for (const config of configs) {
      if (this.#workers.has(config.id)) continue;
      const worker = new SinkWorker(config, this.#input);
      this.#workers.set(config.id, worker);
      worker.start();
    }
  }

  health(): readonly SinkHealth[] {
    return [...this.#workers.values()].map((worker) => worker.health());
  }

  /** Writes everything to a sink again. False when there is no such sink. */
  rewrite(id: string): boolean {
    this.#workers.get(id)?.rewrite();
    return this.#workers.has(id);
  }

  async stop(graceMs: number): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.stop(graceMs)));
  }
}
