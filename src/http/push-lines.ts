const mostWaiting = 100;

/** Lets tasks of one key run one after the other, and those of different keys beside each other. */
export const createPushLines = () => {
  const lines = new Map<string, { last: Promise<unknown>; waiting: number }>();
  return {
    /** Absent when too many wait. */
    run: <T>(key: string, task: () => Promise<T>): Promise<T> | undefined => {
      const line = lines.get(key) ?? { last: Promise.resolve(), waiting: 0 };
      if (line.waiting >= mostWaiting) return undefined;
      lines.set(key, line);
      line.waiting += 1;
      const result = line.last.then(task);
      const end = () => {
        line.waiting -= 1;
        if (line.waiting === 0) lines.delete(key);
      };
      line.last = result.then(end, end);
      return result;
    },
  };
};
