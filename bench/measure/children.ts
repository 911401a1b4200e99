import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";

const living = new Set<ChildProcess>();

/** Starts a program that ends with the bench at the latest. */
export const startChild = (
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess => {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"], ...options });
  living.add(child);
  child.once("exit", () => living.delete(child));
  return child;
};

/** Asks a child to end and kills it when it has not after `graceMs`. */
export const endChild = async (child: ChildProcess, graceMs = 15_000): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const killing = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await ended;
  clearTimeout(killing);
};

/** For the bench's own end, where nothing can be waited for. */
export const killChildren = (): void => {
  for (const child of living) child.kill("SIGKILL");
};

/** What a child printed when it has ended. Rejects with its error output when it failed. */
export const runToEnd = async (
  command: string,
  args: readonly string[],
  timeoutMs = 60_000,
): Promise<string> => {
  const child = startChild(command, args, { stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
  await once(child, "close");
  if (child.exitCode !== 0) throw new Error(`${command} ended with ${child.exitCode ?? "a signal"}: ${err}`);
  return out;
};
