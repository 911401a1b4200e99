import { mkdir } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { fixtureNow, pageFixtures, type FixtureName } from "../support/page-fixtures.ts";
import { startPagePreview, type PagePreview } from "../support/page-preview.ts";

const browser: Browser | undefined = await launchBrowser();
const fixtures = Object.keys(pageFixtures) as readonly FixtureName[];
const languages = ["en", "ja"] as const;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;
const artifacts = "artifacts/page";

let preview: PagePreview;

beforeAll(async () => {
  preview = await startPagePreview();
  await mkdir(artifacts, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await preview.close();
});

/** Opens a page in a browser of its own, and holds it to what every page must keep. */
const visit = async (
  path: string,
  look: (page: Page) => Promise<void>,
  options: BrowserContextOptions = phone,
): Promise<void> => {
  // A busy machine reveals a page before its transition begins, and Chromium then reports an aborted one.
  const context = await browser?.newContext({ reducedMotion: "reduce", ...options });
  if (!context) throw new Error("there is no browser");
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(preview.url) && !request.url().startsWith("data:"))
      complaints.push(`asked a third party: ${request.url()}`);
  });
  try {
    await page.goto(`${preview.url}/${path}`);
    await look(page);
    expect(complaints.filter((text) => !text.includes("503"))).toEqual([]);
  } finally {
    await context.close();
  }
};

/** Waits until the browser has taken the page over. */
const awake = (page: Page) => page.locator("html[data-awake]").waitFor({ state: "attached" });

const tick = (id: string, change: object) => ({
  t: fixtureNow + 1000,
  counts: { up: 0, degraded: 0, down: 0, unknown: 0, pending: 0, paused: 0, maintenance: 0 },
  incidents: [],
  checks: [{ id, state: "up" as const, since: fixtureNow, overlays: [], ...change }],
});

describe.skipIf(!browser)("every page", () => {
  const cases = fixtures.flatMap((name) => languages.map((language) => [name, language] as const));

  it.each(cases)(
    "%s in %s is accessible in light and dark, and keeps its picture",
    async (name, language) => {
      await visit(`${name}?lang=${language}`, async (page) => {
        if (await page.locator("script[type=module]").count()) await awake(page);
        expect(await page.locator("html").getAttribute("lang")).toBe(language);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
          await page.screenshot({ path: `${artifacts}/${name}-${language}-${colorScheme}-390.png` });
        }
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.screenshot({ path: `${artifacts}/${name}-${language}-dark-1280.png` });
        await page.setViewportSize({ width: 320, height: 640 });
        await expect
          .poll(() => page.evaluate("document.documentElement.scrollWidth"))
          .toBeLessThanOrEqual(320);
      });
    },
  );

  it.each(fixtures)("%s can be read without JavaScript", async (name) => {
    await visit(
      name,
      async (page) => {
        expect((await page.locator("main").innerText()).length).toBeGreaterThan(20);
        expect(await page.locator(".needs-script").filter({ visible: true }).count()).toBe(0);
      },
      { ...phone, javaScriptEnabled: false },
    );
  });

  it("has its navigation in thumb's reach, each target at least 44 px", async () => {
    await visit("overview", async (page) => {
      for (const link of await page.locator("nav a").all()) {
        const box = await link.boundingBox();
        expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
        expect(box?.y).toBeGreaterThan(844 - 120);
      }
    });
  });
});

describe.skipIf(!browser)("the overview", () => {
  it("says everything in its title, and takes changes over as they come", async () => {
    await visit("overview", async (page) => {
      await awake(page);
      await expect.poll(() => preview.streams()).toBeGreaterThan(0);
      expect(await page.title()).toMatch(/^2.down, 1.degraded, .* · Hinomi$/);
      await page.evaluate("window.firstCard = document.querySelector('.card')");
      preview.tick(
        tick("checkout", { state: "down", lastRunAt: fixtureNow, status: "down", incidentId: "x" }),
      );
      await expect.poll(() => page.title()).toMatch(/^3.down/);
      const row = page.locator(".row", { hasText: "Checkout" });
      await expect.poll(() => row.innerText()).toContain("Down");
      expect(await page.locator(".card").count()).toBe(4);
      await page.getByRole("button", { name: "1 check has changed" }).click();
      expect(await page.locator(".card").first().innerText()).toContain("Checkout");
      expect(await page.locator(".pill").count()).toBe(0);
    });
  });

  it("does not look good while it is cut off, and recovers by itself", async () => {
    await visit("overview", async (page) => {
      await awake(page);
      await expect.poll(() => preview.streams()).toBeGreaterThan(0);
      const colour = () => page.evaluate("getComputedStyle(document.querySelector('.row .look.up')).color");
      const good = await colour();
      preview.disconnect();
      await page.getByText("reconnecting").waitFor();
      expect(await colour()).not.toBe(good);
      preview.connect();
      await page.getByText("reconnecting").waitFor({ state: "detached", timeout: 60_000 });
      expect(await colour()).toBe(good);
    });
  });

  it("folds many healthy checks into their groups", async () => {
    await visit("many", async (page) => {
      expect(await page.locator(".row").filter({ visible: true }).count()).toBe(0);
      await page.locator("summary", { hasText: "Platform" }).click();
      expect(await page.locator(".row").filter({ visible: true }).count()).toBe(24);
    });
  });

  it("can be walked by keyboard", async () => {
    await visit("overview", async (page) => {
      const focused = () => page.evaluate<string>("document.activeElement.textContent.trim()");
      const walk: string[] = [];
      for (let step = 0; step < 9; step += 1) {
        await page.keyboard.press("Tab");
        walk.push(await focused());
      }
      const places = ["Overview", "Numbers", "Incidents", "Channels", "Settings"];
      expect(walk).toEqual(["Skip to content", "Hinomi", ...places, "Orders API", "Incident"]);
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/checks\/orders$/);
    });
  });
});

describe.skipIf(!browser)("a check's page", () => {
  const open = async (look: (page: Page) => Promise<void>) =>
    visit("checks/orders", async (page) => {
      await awake(page);
      await page.locator(".plot canvas").waitFor();
      await look(page);
    });

  it("asks for finer data after a zoom by button, by keyboard and by two fingers", async () => {
    await open(async (page) => {
      const asked = () => page.waitForRequest((request) => request.url().includes("/series?"));
      const span = (url: string) => {
        const query = new URL(url).searchParams;
        return Number(query.get("to")) - Number(query.get("from"));
      };
      const hour = asked();
      await page.getByRole("button", { name: "1 h", exact: true }).click();
      expect(span((await hour).url())).toBe(3_600_000);

      const plot = page.locator(".plot");
      await plot.focus();
      const closer = asked();
      await page.keyboard.press("+");
      expect(span((await closer).url())).toBe(1_800_000);

      const box = await page.locator(".u-over").boundingBox();
      if (!box) throw new Error("the plot is not to be seen");
      const devtools = await page.context().newCDPSession(page);
      const touch = (type: string, ...places: number[]) =>
        devtools.send("Input.dispatchTouchEvent", {
          type: type as "touchStart",
          touchPoints: places.map((place, id) => ({ x: box.x + place * box.width, y: box.y + 60, id })),
        });
      const pinched = asked();
      await touch("touchStart", 0.4, 0.6);
      await touch("touchMove", 0.3, 0.7);
      await touch("touchEnd");
      const factor = span((await pinched).url()) / 1_800_000;
      expect(factor).toBeGreaterThan(0.45);
      expect(factor).toBeLessThan(0.55);
    });
  });

  it("reads out the strip and the chart under the arrow keys", async () => {
    await open(async (page) => {
      const strip = page.locator(".strip");
      await strip.focus();
      await page.keyboard.press("Home");
      expect(await strip.getAttribute("aria-valuetext")).toBe("25 Aug: no runs");
      await page.keyboard.press("End");
      expect(await strip.getAttribute("aria-valuetext")).toBe("22 Nov: 99.16% of 1440 runs good");
      const plot = page.locator(".plot");
      await plot.focus();
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowRight");
      await expect.poll(() => plot.getAttribute("aria-valuetext")).toMatch(/^21 Nov, 07:.*: \d+ ms$/);
    });
  });

  it("runs now, silences, filters runs and shows more of them", async () => {
    await open(async (page) => {
      await page.getByRole("button", { name: "Run now" }).click();
      await page.getByText("Done: Up").waitFor();
      await page.getByRole("button", { name: "Silence 1 h" }).click();
      await page.getByText("No new alerts until 08:02").waitFor();
      expect(preview.changes).toEqual(expect.arrayContaining(["POST /checks/orders/run", "POST /silences"]));
      const rows = page.locator(".runs > tbody > tr");
      expect(await rows.count()).toBe(20);
      await page.getByRole("button", { name: "More" }).click();
      await expect.poll(() => rows.count()).toBe(40);
      await page.getByLabel("Only bad").check();
      await expect.poll(() => rows.locator("> td > .state.up").count()).toBe(0);
      expect(await rows.count()).toBeGreaterThan(12);
    });
  });
});

describe.skipIf(!browser)("the other pages", () => {
  it("acknowledges an incident with a note", async () => {
    await visit("incidents/orders.lz5k2a", async (page) => {
      await awake(page);
      await page.getByLabel("Note").fill("on it");
      await page.getByRole("button", { name: "Acknowledge" }).click();
      await page.getByText("Acknowledged by akari").waitFor();
    });
  });

  it("pages through the incidents", async () => {
    await visit("incidents", async (page) => {
      await awake(page);
      expect(await page.locator(".list > li").count()).toBe(9);
      await page.getByText("Older incidents").click();
      await expect.poll(() => page.locator(".list > li").count()).toBe(11);
    });
  });

  it("tests a channel and sends a dead message again", async () => {
    await visit("channels", async (page) => {
      await awake(page);
      await page.getByRole("button", { name: "Send a test" }).first().click();
      await page.getByText("A test message is on its way").waitFor();
      await page.getByRole("button", { name: "Send again" }).click();
      await page.getByText("It will be sent again").waitFor();
    });
  });

  it("shows a new token once, and asks before it revokes one", async () => {
    await visit("settings", async (page) => {
      await awake(page);
      await page.getByLabel("Name").fill("new");
      await page.getByRole("button", { name: "Create a token" }).click();
      await page.getByText("hin_4f8Kq2vX0wYp6Zs1").waitFor();
      const grafana = page.locator(".token", { hasText: "grafana" });
      await grafana.getByRole("button", { name: "Revoke" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
      await grafana.waitFor({ state: "detached" });
      expect(preview.changes).toContain("DELETE /tokens/t2");
    });
  });
});
