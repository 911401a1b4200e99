import { createBuilder } from "vite";

/** Builds the page once before the tests, as `npm run build:page` does. */
export const setup = async (): Promise<void> => {
  const builder = await createBuilder({ configFile: "vite.config.ts", logLevel: "error" });
  await builder.buildApp();
};
