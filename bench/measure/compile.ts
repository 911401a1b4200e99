import { join } from "node:path";
import { runToEnd } from "./children.ts";

/** Compiles a C file of the bench into `folder`; absent when there is no compiler or a library is missing. */
export const compile = async (
  source: URL,
  folder: string,
  libraries: readonly string[] = [],
): Promise<string | undefined> => {
  const program = join(folder, source.pathname.replace(/^.*\/|\.c$/g, ""));
  const flags = libraries.map((name) => `-l${name}`);
  try {
    await runToEnd("cc", ["-O2", "-w", "-o", program, source.pathname, ...flags]);
    return program;
  } catch {
    return undefined;
  }
};
