import { accessSync, constants, statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { errorText } from "../../core/error-text.ts";
import { reason, type Reason } from "../../core/reason.ts";

interface Wanted {
  readonly program: string;
  /** Absolute. */
  readonly folder: string;
  readonly path: string | undefined;
}

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};

const canAccess = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};

const notFound = ({ program, folder, path }: Wanted): string => {
  if (!program.includes("/"))
    return `${program} is in no folder of PATH: write its whole path, or change PATH by env or pass_env (it ${path === undefined ? "has none" : `is ${path}`})`;
  const file = isAbsolute(program) ? program : resolve(folder, program);
  return canAccess(file, constants.F_OK)
    ? `${program} begins with #! and an interpreter that does not exist, or is for another system: correct its first line`
    : `${program} does not exist: correct run, or cwd if the path is relative`;
};

const notAllowed = ({ program, folder }: Wanted): string => {
  const file = isAbsolute(program) ? program : resolve(folder, program);
  if (isFolder(file)) return `${program} is a folder, not a program`;
  return `${program} may not be run by this user: chmod +x it, or put its interpreter before it`;
};

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;

/** Why a program could not be started, with the remedy. */
export const startFailure = (error: unknown, wanted: Wanted): Reason => {
  const why = (detail: string) => reason("program-not-started", detail);
  if (!isFolder(wanted.folder)) return why(`the working folder ${wanted.folder} does not exist: correct cwd`);
  if (!canAccess(wanted.folder, constants.X_OK))
    return why(`the working folder ${wanted.folder} may not be entered by this user`);
  const code = codeOf(error);
  if (code === "ENOENT") return why(notFound(wanted));
  if (code === "EACCES") return why(notAllowed(wanted));
  if (code === "ENOEXEC") return why(`${wanted.program} is no program: begin it with #! and its interpreter`);
  if (code === "EAGAIN" || code === "ENOMEM" || code === "EMFILE" || code === "ENFILE")
    return why(`this machine has no room for another process (${code}): run fewer checks at once`);
  if (code === "E2BIG") return why("the arguments and the environment are larger than the system allows");
  return why(errorText(error));
};
