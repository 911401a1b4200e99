import { existsSync } from "node:fs";
import { build } from "vite";

/** Builds the page once before the tests, as `npm run build:page` does. */
export const setup = async (): Promise<void> => {
  if (!existsSync("vite.config.ts")) return;
  await build({ configFile: "vite.config.ts", logLevel: "error" });
};
