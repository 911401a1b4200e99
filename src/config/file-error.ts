/** Why a file could not be read, without what was in it. */
export const describeFileError = (error: unknown): string => {
  switch (codeOf(error)) {
    case "ENOENT":
      return "the file does not exist";
    case "EACCES":
    case "EPERM":
      return "the file may not be read";
    case "EISDIR":
      return "this is a folder, not a file";
    case undefined:
      return "the file cannot be read";
    default:
      return `the file cannot be read (${codeOf(error)})`;
  }
};

/** The system's code, also of the error that led to this one. */
const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  return "code" in error ? String(error.code) : codeOf(error.cause);
};
