/**
 * Makes one call of many: `task` runs soon after it is wanted and never twice within `everyMs`. A failure is left to
 * the next call; the stream's end refreshes too.
 */
export const collect = (everyMs: number, task: () => Promise<void>): (() => void) => {
  let waiting = false;
  let notBefore = 0;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(
      () => {
        waiting = false;
        notBefore = Date.now() + everyMs;
        task().catch(() => {});
      },
      Math.max(soonMs, notBefore - Date.now()),
    );
  };
};

const soonMs = 200;
