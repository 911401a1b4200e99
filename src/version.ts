import { readFileSync } from "node:fs";

const packageFile = new URL("../package.json", import.meta.url);

/** Hinomi's version, from the package.json that stands beside both src/ and dist/. */
export const version: string =
  /"version": "([^"]+)"/.exec(readFileSync(packageFile, "utf8"))?.[1] ?? "unknown";
