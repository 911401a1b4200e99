import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, resolve } from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser } from "playwright-core";

const run = promisify(execFile);

/** Nothing that a browser does on its own may leave the machine. */
const quiet = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const packageFolder = resolve("node_modules/.cache/chromium");
const packageName = "@sparticuz/chromium";

interface FoundBrowser {
  readonly path: string;
  readonly from: string;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const systemBrowser = async (): Promise<FoundBrowser | undefined> => {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const path of folders.flatMap((folder) => names.map((name) => resolve(folder, name))))
    if (await exists(path)) return { path, from: "this system" };
  return undefined;
};

/**
 * The npm package's own Chromium, installed beside the other packages' caches when first needed. It unpacks into the
 * temporary folder and takes whatever is called `chromium` there, so it gets a folder of its own.
 */
const packagedBrowser = async (): Promise<FoundBrowser> => {
  const entry = resolve(packageFolder, "node_modules", packageName, "package.json");
  if (!(await exists(entry)))
    await run("npm", [
      "install",
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      "--prefix",
      packageFolder,
      `${packageName}@153.0.0`,
    ]);
  const script =
    `const { default: chromium } = await import(${JSON.stringify(createRequire(entry).resolve(packageName))});` +
    "process.stdout.write(await chromium.executablePath());";
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, TMPDIR: packageFolder },
  });
  return { path: stdout.trim(), from: `the npm package ${packageName}` };
};

const findBrowser = async (): Promise<FoundBrowser> => {
  const named = process.env["HINOMI_CHROMIUM"];
  if (named) return { path: named, from: "HINOMI_CHROMIUM" };
  return (await systemBrowser()) ?? (await packagedBrowser());
};

/**
 * Starts a browser: the one in `HINOMI_CHROMIUM`, one of the system, or one from npm. Absent when there is none to be
 * had, with a loud warning: the tests that need it are then skipped.
 * @throws {Error} instead, when `CI` is set
 */
export const launchBrowser = async (): Promise<Browser | undefined> => {
  try {
    const { path, from } = await findBrowser();
    const browser = await chromium.launch({ executablePath: path, args: quiet, chromiumSandbox: false });
    process.stdout.write(`browser tests run on Chromium ${browser.version()} of ${from}: ${path}\n`);
    return browser;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const message = `no Chromium could be started (${reason}). Install one, or name one in HINOMI_CHROMIUM`;
    if (process.env["CI"]) throw new Error(message, { cause: error });
    process.stderr.write(`\nBROWSER TESTS SKIPPED: ${message}\n\n`);
    return undefined;
  }
};
