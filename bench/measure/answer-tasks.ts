interface Request {
  readonly id: number;
  readonly task: string;
  readonly input: unknown;
}

/** Only `startWorker` sends to a worker, and nothing but requests. */
const asRequest = (message: unknown): Request => message as Request;

/** Each task's input is what the part that asks for it gives: the two are written together. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as said above
export const inputOf = <Input>(input: unknown): Input => input as Input;

/** Answers the parent's requests, one at a time, until it goes. */
export const answerTasks = (tasks: Readonly<Record<string, (input: unknown) => unknown>>): void => {
  let last: Promise<unknown> = Promise.resolve();
  process.on("message", (message) => {
    const { id, task, input } = asRequest(message);
    const run = async () => {
      const found = tasks[task];
      if (!found && task !== "ready") throw new Error(`there is no task ${task}`);
      process.send?.({ id, answer: await found?.(input) });
    };
    last = last.then(run).catch((error: unknown) => process.send?.({ id, error: String(error) }));
  });
  process.once("disconnect", () => process.exit());
  process.once("SIGTERM", () => process.exit());
};
