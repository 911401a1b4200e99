import { once } from "node:events";
import { endChild, startChild } from "./children.ts";

/** A Node process of its own, so that its CPU time and memory are nobody else's. */
export interface Worker {
  readonly pid: number;
  ask<Answer>(task: string, input?: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** Only `answerTasks` sends to the parent, and nothing but replies. */
const asReply = (message: unknown): Reply => message as Reply;

/** The caller names the type that the task of the script beside it returns: the two are written together. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as said above
const asAnswer = <Answer>(answer: unknown): Answer => answer as Answer;

export interface WorkerOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

/** Starts a script that calls `answerTasks`. */
export const startWorker = async (script: URL, options: WorkerOptions = {}): Promise<Worker> => {
  const { args = [], env = {}, nodeArgs = [] } = options;
  const child = startChild(process.execPath, [...nodeArgs, script.pathname, ...args], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...env },
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on("message", (message) => {
    const { id, answer, error } = asReply(message);
    const task = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) task?.resolve(answer);
    else task?.reject(new Error(error));
  });
  child.once("exit", () => {
    for (const task of waiting.values()) task.reject(new Error(`${script.pathname} ended too early`));
    waiting.clear();
  });
  const ask = async <Answer>(task: string, input?: unknown): Promise<Answer> => {
    const reply = Promise.withResolvers<unknown>();
    const id = asked++;
    waiting.set(id, reply);
    child.send({ id, task, input });
    return asAnswer<Answer>(await reply.promise);
  };
  await Promise.race([
    ask("ready"),
    once(child, "exit").then(() => Promise.reject(new Error(`${script.pathname} did not start`))),
  ]);
  return { pid: child.pid ?? 0, ask, stop: () => endChild(child) };
};
