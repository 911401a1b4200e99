/**
 * `npm run build:page && node tools/screenshot.ts`: starts the demo, waits until it has something to show, and takes
 * the README's picture.
 */
import { mkdirSync } from "node:fs";
import { launchBrowser } from "../test/support/browser.ts";
import { runDemo } from "../src/demo/run-demo.ts";
import { systemClock } from "../src/engine/system-clock.ts";

const folder = "docs/images";
/** So many runs make a graph. */
const watchMs = 75_000;
/** One page fades into the next. */
const settleMs = 1000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => void systemClock.schedule(ms, resolve));

const take = async (greeting: string): Promise<void> => {
  const [, url = ""] = /The page\s+(\S+)/.exec(greeting) ?? [];
  const [, user = "", password = ""] = /Sign in\s+(\S+) \/ (\S+)/.exec(greeting) ?? [];
  const browser = await launchBrowser();
  if (!browser) throw new Error("no browser");
  await pause(watchMs);
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  await page.goto(`${url}/sign-in`);
  await page.fill("input[name=user]", user);
  await page.fill("input[name=password]", password);
  await page.click("button[type=submit]");
  await page.waitForURL(`${url}/`);
  await pause(settleMs);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/overview-phone.png` });
  await browser.close();
};

const stopping = new AbortController();
let taken: Promise<void> = Promise.resolve();
await runDemo({
  env: process.env,
  clock: systemClock,
  signal: stopping.signal,
  port: 0,
  out: (text) => {
    taken = take(text).finally(() => stopping.abort());
  },
  log: (line) => console.error(line),
});
await taken;
