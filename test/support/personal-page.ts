import { addDays, dayOf } from "../../src/core/day.ts";
import type { DayValue, FeedEntry, LedgerChange } from "../../src/core/ledger.ts";
import type { Unit } from "../../src/core/outcome.ts";
import type { NumbersPage } from "../../src/core/page.ts";
import { reason } from "../../src/core/reason.ts";
import type { RunRecord, Store } from "../../src/core/store.ts";
import type { LiveCheck } from "../../src/engine/lookout.ts";
import type { LinkView, NumbersView, PageEntry, WidgetView } from "../../src/http/page-schemas.ts";
import { numbersChoices, numbersView } from "../../src/http/views/numbers/numbers-page.ts";
import { createMemoryStore } from "../../src/stores/memory/store.ts";
import { createFakeLookout, noOverlays, sampleConfig, sampleState } from "./fake-lookout.ts";
import { loadYaml } from "./load-yaml.ts";
import { createManualClock } from "./manual-clock.ts";
import { sampleCheck } from "./sample-check.ts";

/** A made person's numbers: nobody's data. */
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
const zone = "Asia/Tokyo";

/** Repeatable numbers between 0 and 1. */
const wobble = (seed: number): number => {
  const value = Math.sin(seed * 78.233) * 43_758.5453;
  return value - Math.floor(value);
};

const ping = (id: string) => `  - { id: ${id}, type: ping, url: "https://${id}.example/" }\n`;

/** What stands in the file; the types of the checks do not matter here. */
export const personalYaml = `checks:
${["commits", "traffic", "news", "releases", "garden", "shop"].map(ping).join("")}
pages:
  - id: morning
    title: Good morning
    widgets:
      - { type: number, series: commits.commits, title: Commits }
      - { type: number, series: traffic.views, title: Page views }
      - { type: number, series: "traffic.views_uniques{kumi/kettle}", title: Visitors, unit: people }
      - { type: number, series: garden.humidity, title: Tomatoes }
      - { type: calendar, series: commits.commits, title: A year of commits }
      - type: chart
        title: Shop latency beside commits and releases
        lines:
          - { series: shop.latency, title: Latency }
          - { series: commits.commits, title: Commits }
        incidents: [shop]
        entries: [releases]
      - { type: bars, series: traffic.views, title: Page views by day }
      - { type: table, parts: commits.commits, title: Where I worked, rows: 6 }
      - { type: table, table: traffic.referrers, title: Where visitors came from }
      - { type: feed, check: news, title: Neighbourhood news, entries: 5 }
      - { type: line, series: garden.humidity, title: Soil humidity, range: 14d }
  - id: work
    title: Work
    widgets:
      - { type: bars, series: "commits.commits{kumi/kettle}" }
`;

const repositories = [
  ["101", "kumi/kettle", 0.5],
  ["102", "kumi/haiku-clock", 0.22],
  ["103", "kumi/tomato-watch", 0.14],
  ["104", "tide-pool/charts", 0.08],
  ["105", "kumi/dotfiles", 0.04],
  ["106", "tide-pool/docs", 0.02],
  ["107", "kumi/attic", 0.01],
] as const;

const day = (reading: string, part: string, at: string, value: number, provisional = false): DayValue => ({
  reading,
  part,
  day: at,
  value,
  unit: "count",
  provisional,
});

/** Weekdays more than weekends, a holiday in August, a gap when the token had run out. */
const commits = (today: string): LedgerChange => {
  const days: DayValue[] = [];
  for (let back = 364; back >= 0; back -= 1) {
    const at = addDays(today, -back);
    const weekday = new Date(`${at}T00:00:00Z`).getUTCDay();
    const isHoliday = at >= "2026-08-08" && at <= "2026-08-19";
    if (at >= "2026-05-03" && at <= "2026-05-05") continue;
    const share = weekday === 0 || weekday === 6 ? 0.35 : 1;
    const season = 6 + 4 * Math.sin(back / 31);
    const total = isHoliday ? 0 : Math.floor(share * season * wobble(back) ** 0.8 * 1.7);
    let left = total;
    for (const [part, , weight] of repositories) {
      const own = Math.min(left, Math.round(total * weight * (0.6 + 0.8 * wobble(back * 7 + Number(part)))));
      left -= own;
      days.push(day("commits", part, at, own, back === 0));
    }
    days.push(day("commits", "", at, back === 0 ? 3 : total - left, back === 0));
  }
  return { parts: repositories.map(([part, title]) => ({ part, title })), days };
};

/** GitHub shows a fortnight: three days that nobody fetched are gone for good. */
const traffic = (today: string, now: number): LedgerChange => {
  const days: DayValue[] = [];
  for (let back = 60; back >= 0; back -= 1) {
    if (back >= 17 && back <= 19) continue;
    const at = addDays(today, -back);
    const views = Math.round(40 + 25 * Math.sin(back / 4) + 30 * wobble(back + 500) + (back === 9 ? 240 : 0));
    const isEdge = back <= 1;
    days.push(day("views", "", at, back === 0 ? 12 : views, isEdge));
    days.push(day("views_uniques", "101", at, back === 0 ? 7 : Math.round(views * 0.42), isEdge));
  }
  return {
    parts: [{ part: "101", title: "kumi/kettle" }],
    days,
    snapshots: [
      {
        name: "referrers",
        part: "101",
        at: now - 50 * minuteMs,
        columns: ["referrer", "count", "uniques"],
        rows: [
          ["news.example", 214, 131],
          ["search.example", 96, 61],
          ["forum.tea-lovers.example", 41, 22],
          ["chat.example", 18, 9],
          ["kumi.example", 7, 3],
        ],
      },
    ],
  };
};

const entry = (id: string, title: string, publishedAt: number): FeedEntry => ({
  id,
  title,
  url: `https://news.example/${id}`,
  publishedAt,
  seenAt: publishedAt + 20 * minuteMs,
});

const news = (now: number): readonly FeedEntry[] => [
  entry("1", "The library opens its reading garden on Sunday", now - 3 * hourMs),
  entry("2", "隅田川の水上バス、冬ダイヤに変更", now - 9 * hourMs),
  entry("3", "Bakery on Willow Street wins the persimmon tart contest", now - 26 * hourMs),
  entry("4", "Road works near the station until 30 November", now - 50 * hourMs),
  entry("5", "市民講座「はじめての天体観測」受付中", now - 75 * hourMs),
  entry("6", "An older notice", now - 300 * hourMs),
];

const releases = (now: number): readonly FeedEntry[] => [
  entry("v2.4.0", "kettle 2.4.0", now - 6 * dayMs),
  entry("v2.3.1", "kettle 2.3.1", now - 17 * dayMs),
  entry("v2.3.0", "kettle 2.3.0", now - 24 * dayMs),
];

const run = (
  checkId: string,
  slot: number,
  readings: readonly [string, number, Unit][],
  isDown = false,
): RunRecord => ({
  checkId,
  location: "here",
  slot,
  startedAt: slot,
  durationMs: 20,
  outcome: {
    status: isDown ? "down" : "up",
    ...(isDown && { reason: reason("status-mismatch", "status was 500, expected 200") }),
    readings: readings.map(([name, value, unit]) => ({ name, value, unit })),
    judgements: [],
  },
});

/** Watered every five days. */
const humidity = (hours: number): number =>
  0.31 + 0.33 * Math.exp(-(hours % 120) / 60) + 0.02 * wobble(hours);

const incidentFrom = (now: number): number => now - 11 * dayMs;

const runs = (now: number): readonly RunRecord[] => {
  const found: RunRecord[] = [];
  const [begins, ends] = [incidentFrom(now), incidentFrom(now) + 9 * hourMs];
  for (let back = 31 * 24; back >= 0; back -= 1) {
    const at = now - back * hourMs - 4 * minuteMs;
    const isDown = at >= begins && at < ends;
    const slow = at >= begins - 30 * hourMs && at < begins ? 380 : 0;
    const latency = 140 + 60 * Math.sin(back / 12) + 70 * wobble(back) + slow;
    found.push(run("shop", at, isDown ? [] : [["latency", latency, "ms"]], isDown));
    // The garden's radio fell silent last night.
    if (back > 13) found.push(run("garden", at, [["humidity", humidity(at / hourMs), "ratio"]]));
  }
  const counted: [string, number, Unit][] = [["commits", 3, "count"]];
  found.push(run("commits", now - 12 * minuteMs, counted));
  found.push(
    run("traffic", now - 50 * minuteMs, [
      ["views", 12, "count"],
      ["views_14d", 912, "count"],
    ]),
  );
  for (const id of ["news", "releases"]) found.push(run(id, now - 20 * minuteMs, [["entries", 6, "count"]]));
  return found;
};

/** Fills a store with a year of that person's life. */
export const seedPersonal = async (store: Store, now: number): Promise<void> => {
  const today = dayOf(now, zone);
  const pieces = commits(today);
  const days = pieces.days ?? [];
  await store.ledger.of("commits").write({ parts: pieces.parts ?? [] });
  for (let at = 0; at < days.length; at += 1000)
    await store.ledger.of("commits").write({ days: days.slice(at, at + 1000) });
  await store.ledger.of("traffic").write(traffic(today, now));
  await store.ledger.of("news").write({ entries: news(now) });
  await store.ledger.of("releases").write({ entries: releases(now) });
  const [openedAt, closedAt] = [incidentFrom(now), incidentFrom(now) + 9 * hourMs];
  const incident = {
    id: "shop.k2",
    checkId: "shop",
    severity: "down",
    worst: "down",
    openedAt,
    confirmedAt: openedAt + minuteMs,
    closedAt,
    closedBecause: "recovered",
    reason: reason("status-mismatch", "status was 500, expected 200"),
    judgements: [],
    readings: [],
    flapping: false,
  } as const;
  await store.write({ runs: runs(now), states: [], incidents: [incident], events: [], notifications: [] });
};

const titles = {
  commits: "Commits",
  traffic: "Traffic",
  news: "News",
  releases: "Releases",
  garden: "Garden",
  shop: "Shop",
} as const;
const types = { garden: "script", shop: "http" } as const;

/** The checks of that life as a lookout shows them. */
export const personalChecks = (now: number): readonly LiveCheck[] =>
  Object.entries(titles).map(([id, title]) => ({
    check: sampleCheck({
      id,
      title,
      type: id === "garden" || id === "shop" ? types[id] : "github-commits",
      usesLedger: id !== "garden" && id !== "shop",
      everyMs: hourMs,
    }),
    state: sampleState({ since: now - dayMs }),
    overlays: noOverlays,
    lastRunAt: now - (id === "garden" ? 14 * hourMs : 20 * minuteMs),
  }));

export const personalPages = (): readonly NumbersPage[] => {
  const { config, problems } = loadYaml(personalYaml);
  if (!config) throw new Error(problems.map(({ message }) => message).join("; "));
  return config.pages;
};

/** A lookout over that life; with `made`, without `pages:` in its file. */
export const personalSite = async (now: number, made = false) => {
  const clock = createManualClock(now);
  const store = createMemoryStore();
  await seedPersonal(store, now);
  const lookout = createFakeLookout({ clock, store });
  const live = personalChecks(now);
  lookout.shows.checks = live;
  lookout.shows.config = sampleConfig({
    timezone: zone,
    pages: made ? [] : personalPages(),
    checks: live.map(({ check }) => check),
  });
  return { lookout, clock };
};

/** What the page of that life shows, and what else the settings page needs. */
export const personalViews = async (
  now: number,
): Promise<{
  readonly page: NumbersView;
  readonly made: NumbersView;
  readonly choices: readonly PageEntry[];
  readonly links: readonly LinkView[];
}> => {
  const site = await personalSite(now);
  const [page, made] = [await numbersView(site), await numbersView(await personalSite(now, true))];
  if (!page || !made) throw new Error("there is no page");
  const [widget]: readonly WidgetView[] = page.widgets;
  const url = "/embed/Xk2mQ9vLw0aB.4f8Kq2vX0wYp6Zs1mNbVcXzLkJhGfD2a";
  const link = {
    id: "Xk2mQ9vLw0aB",
    pageId: page.id,
    widgetId: widget?.id ?? "",
    title: "A year of commits",
    origins: ["https://kumi.example"],
    createdAt: now - 12 * dayMs,
    url,
    svgUrl: `${url}.svg`,
  };
  return { page, made, choices: await numbersChoices(site), links: [link] };
};
