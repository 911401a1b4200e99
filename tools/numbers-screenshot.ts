/**
 * `npm run build:page && node tools/numbers-screenshot.ts`: takes the picture of a page of numbers, of a made person's
 * life (test/support/personal-page.ts).
 */
import { mkdirSync } from "node:fs";
import { launchBrowser } from "../test/support/browser.ts";
import { startPagePreview } from "../test/support/page-preview.ts";

const folder = "docs/images";

const browser = await launchBrowser();
if (!browser) throw new Error("no browser");
const preview = await startPagePreview();
const page = await browser.newPage({ viewport: { width: 390, height: 1120 }, deviceScaleFactor: 1.5 });
await page.goto(`${preview.url}/numbers`);
mkdirSync(folder, { recursive: true });
await page.screenshot({ path: `${folder}/numbers-phone.png` });
await browser.close();
await preview.close();
