import { useSignal, type ReadonlySignal } from "@preact/signals";
import { usePage } from "../page-context.tsx";
import { fill } from "../text/fill.ts";

/** Something a button does, with what to say about it. */
export interface Action {
  readonly busy: ReadonlySignal<boolean>;
  /** Empty until there is something to say. */
  readonly message: ReadonlySignal<string>;
  readonly failed: ReadonlySignal<boolean>;
  /** Runs `task`, whose answer is what to say. One at a time. */
  run(task: () => Promise<string>): Promise<void>;
}

export const useAction = (): Action => {
  const { words } = usePage();
  const busy = useSignal(false);
  const message = useSignal("");
  const failed = useSignal(false);
  return {
    busy,
    message,
    failed,
    async run(task) {
      if (busy.value) return;
      busy.value = true;
      message.value = "";
      try {
        message.value = await task();
        failed.value = false;
      } catch (error) {
        const isNetwork = error instanceof TypeError;
        message.value = isNetwork
          ? words.offline
          : fill(words.failed, { detail: error instanceof Error ? error.message : "" });
        failed.value = true;
      }
      busy.value = false;
    },
  };
};
