import { statSync } from "node:fs";

/**
 * What tells the file at `path` from one that is put in its place later; absent when there is none. A database in
 * memory has no file and always the same identity.
 * @throws what the file system says when it cannot tell
 */
export const fileIdentity = (path: string): string | undefined => {
  if (path === ":memory:") return path;
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
};
