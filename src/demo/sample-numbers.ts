/** What the sample shop counts: made numbers that move as a shop's would, for `type: json` and `type: feed`. */

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

export interface SampleNumbers {
  /** People in the shop now: ebbs and swells every ten minutes. */
  readonly visitors: number;
  /** Since midnight (UTC), two a minute. */
  readonly orders_today: number;
  /** Sold since the shelves were last filled, which is every quarter of an hour; 0 to 1. */
  readonly shelf: number;
}

/** `random` is at least 0 and below 1. */
export const sampleNumbers = (now: number, random: () => number): SampleNumbers => {
  const swell = (1 - Math.cos((2 * Math.PI * now) / (10 * minuteMs))) / 2;
  return {
    visitors: Math.round(12 + 60 * swell + 6 * random()),
    orders_today: Math.floor((now % dayMs) / (minuteMs / 2)),
    shelf: Math.round((1 - ((now % (hourMs / 4)) / (hourMs / 4)) * 0.9) * 1000) / 1000,
  };
};

const news = [
  "Persimmon tart is back",
  "柿のタルト、今年も焼けました",
  "Open until nine on Fridays",
  "A new oven has arrived",
] as const;

/** A JSON Feed 1.1 of the shop's news: one entry for each of the latest days. */
export const sampleFeed = (now: number): unknown => {
  const today = Math.floor(now / dayMs);
  return {
    version: "https://jsonfeed.org/version/1.1",
    title: "News of the sample shop",
    items: news.map((title, back) => ({
      id: String(today - back),
      title: news[(today - back) % news.length] ?? title,
      content_text: "Made up by the sample API.",
      date_published: new Date((today - back) * dayMs).toISOString(),
    })),
  };
};
