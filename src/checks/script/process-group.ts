/**
 * Programs are started as leaders of a process group of their own, so that they can be ended together with everything
 * they have started. A process that has made a session of its own (a daemon) has left the group.
 */

const living = new Set<number>();
let isExitHandled = false;

const killAll = (): void => {
  for (const pid of living) signalGroup(pid, "SIGKILL");
};

/** Remembers a group until `forgetGroup`: it is killed should this process exit before. */
export const rememberGroup = (pid: number): void => {
  living.add(pid);
  if (isExitHandled) return;
  isExitHandled = true;
  process.once("exit", killAll);
};

export const forgetGroup = (pid: number): void => void living.delete(pid);

/** Whether there is such a process. */
export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isForbidden(error);
  }
};

/** EPERM: somebody is there, of another user. */
const isForbidden = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EPERM";

/** False when nobody is left in the group. 0 asks without sending anything. */
export const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    return isForbidden(error);
  }
};
