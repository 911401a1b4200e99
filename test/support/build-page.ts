import { createBuilder } from "vite";

/** Builds the page once before the tests, exactly as `npm run build:page` does. */
export const setup = async (): Promise<void> => {
  const before = process.env["NODE_ENV"];
  // Vite makes a development build, with other sizes, under the test runner's NODE_ENV.
  process.env["NODE_ENV"] = "production";
  const builder = await createBuilder({ configFile: "vite.config.ts", logLevel: "error" });
  await builder.buildApp();
  process.env["NODE_ENV"] = before;
};
