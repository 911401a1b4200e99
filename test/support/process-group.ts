import { readdirSync, readFileSync } from "node:fs";

/** The living processes of a group, by /proc: those that have ended and wait for their parent do not count. */
export const livingInGroup = (group: number): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const [state, , processGroup] = statOf(name);
      return state !== "Z" && processGroup === String(group) ? [Number(name)] : [];
    });

/** State, parent and group stand behind the name in parentheses. */
const statOf = (process: string): readonly string[] => {
  try {
    return readFileSync(`/proc/${process}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  } catch {
    return [];
  }
};

/** Children of this process that have ended and were not waited for. */
export const zombieChildren = (): readonly string[] =>
  readdirSync("/proc").filter((name) => {
    const [state, parent] = /^\d+$/.test(name) ? statOf(name) : [];
    return state === "Z" && parent === String(process.pid);
  });
