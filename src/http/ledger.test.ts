import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dayValue, snapshot } from "../../test/contracts/store-ledger.ts";
import { batch } from "../../test/contracts/store-samples.ts";
import { noOverlays, sampleConfig, sampleRun, sampleState } from "../../test/support/fake-lookout.ts";
import { replacing, startSite, type HttpSite } from "../../test/support/http-site.ts";
import { sampleCheck, upOutcome } from "../../test/support/sample-check.ts";
import { parseCsv } from "../core/csv.ts";
import { addDays, dayOf } from "../core/day.ts";
import type { Ledger } from "../core/ledger.ts";
import { StoreError } from "../core/store.ts";
import type { DaysView, TableView } from "./ledger-schemas.ts";

let site: HttpSite;
let headers: Record<string, string>;
let ledger: Ledger;
let today: string;
beforeEach(async () => {
  site = await startSite();
  headers = await site.asPage();
  site.lookout.shows.checks = [
    { check: sampleCheck({ id: "commits" }), state: sampleState(), overlays: noOverlays },
  ];
  ledger = site.lookout.store.ledger.of("commits");
  today = dayOf(site.clock.now(), "Asia/Tokyo");
});
afterEach(() => site[Symbol.asyncDispose]());

const ask = (path: string) => site.request(`/api/v1${path}`, { headers });

const get = async <Body>(path: string): Promise<Body> => (await (await ask(path)).json()) as Body;

const csv = async (query: string) => {
  const answer = await site.request(`/api/v1/series.csv?check=commits${query}`, { headers });
  return { answer, text: await answer.text() };
};

const parts = (count: number): string =>
  Array.from({ length: count }, (_, index) => `&part=${index}`).join("");

const rowsOf = (text: string) =>
  parseCsv(text)
    .slice(1)
    .map((cells) => cells.join(" "));

describe("days", () => {
  it("are dense, with gaps and what is provisional, of the parts that are asked for", async () => {
    await ledger.write({
      parts: [{ part: "7", title: "octo/hello" }],
      days: [
        dayValue({ day: "2026-06-10", part: "7", value: 4 }),
        dayValue({ day: "2026-06-12", part: "7", value: 0, provisional: true }),
        dayValue({ day: "2026-06-13", part: "7", value: 9 }),
        dayValue({ day: "2026-06-10", value: 5 }),
      ],
    });
    const range = "reading=commits&from=2026-06-10&to=2026-06-13";
    const seven = { part: "7", title: "octo/hello", values: [4, null, 0], provisional: [2] };
    const whole = { part: "", values: [5, null, null], provisional: [] };
    const frame = {
      checkId: "commits",
      reading: "commits",
      unit: "count",
      from: "2026-06-10",
      to: "2026-06-13",
    };
    const days = async (query: string) => await get<unknown>(`/checks/commits/days?${range}${query}`);
    expect(await days("")).toEqual({ ...frame, parts: [whole] });
    expect(await days("&part=7&part=&part=8")).toEqual({
      ...frame,
      parts: [seven, whole, { part: "8", values: [null, null, null], provisional: [] }],
    });
    expect(await days("&part=*")).toEqual({ ...frame, parts: [whole, seven] });
  });

  it("are those of the last 365 days in the configuration's time zone", async () => {
    await ledger.write({
      days: [dayValue({ day: today, value: 7 }), dayValue({ day: addDays(today, -364), value: 1 })],
    });
    const body = await get<DaysView>("/checks/commits/days?reading=commits");
    expect(body).toMatchObject({ from: addDays(today, -364), to: addDays(today, 1) });
    expect(body.parts[0]?.values).toHaveLength(365);
    expect([body.parts[0]?.values[0], body.parts[0]?.values.at(-1)]).toEqual([1, 7]);
  });

  it("of a reading that changed its unit are those in the last", async () => {
    await ledger.write({
      days: [dayValue({ day: "2026-06-10" }), dayValue({ day: "2026-06-11", unit: "bytes", value: 1024 })],
    });
    const body = await get<unknown>("/checks/commits/days?reading=commits&from=2026-06-10&to=2026-06-12");
    expect(body).toMatchObject({ unit: "bytes", parts: [{ values: [null, 1024] }] });
  });

  it.each([
    ["/checks/commits/days?reading=commits&from=2026-06-10&to=2026-06-10", 422],
    ["/checks/commits/days?reading=commits&from=2010-01-01&to=2026-01-01", 422],
    ["/checks/commits/days?reading=commits&from=2026-02-30", 422],
    [`/checks/commits/days?reading=commits&from=2016-12-01&to=2026-12-01${parts(30)}`, 422],
    ["/checks/commits/days", 422],
    ["/checks/nobody/days?reading=commits", 404],
    ["/checks/nobody/days/series", 404],
    ["/checks/nobody/tables", 404],
    ["/checks/nobody/tables/referrers", 404],
    ["/series.csv?check=nobody", 404],
    ["/series.csv?check=commits&from=yesterday", 422],
    ["/series.csv?check=commits&from=2026-06-10&to=2026-06-09", 422],
    ["/series.csv?check=commits&per=year", 422],
  ])("refuse %s", async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  });

  it("name their series", async () => {
    await ledger.write({
      parts: [{ part: "7", title: "octo/hello" }],
      days: [dayValue({ part: "7", day: "2026-06-10" }), dayValue({ part: "7", day: "2026-06-12" })],
    });
    expect(await get<unknown>("/checks/commits/days/series")).toEqual({
      checkId: "commits",
      timezone: "Asia/Tokyo",
      series: [
        {
          reading: "commits",
          part: "7",
          title: "octo/hello",
          unit: "count",
          first: "2026-06-10",
          last: "2026-06-12",
        },
      ],
    });
  });
});

it("tables are the latest, or as many as wanted", async () => {
  await ledger.write({
    parts: [{ part: "7", title: "octo/hello" }],
    snapshots: [snapshot(1000), snapshot(2000)],
  });
  const { name, part, ...latest } = snapshot(2000);
  const title = "octo/hello";
  expect(await get<unknown>("/checks/commits/tables")).toEqual({
    checkId: "commits",
    tables: [{ name, part, title }],
  });
  expect(await get<unknown>("/checks/commits/tables/referrers?part=7")).toEqual({
    checkId: "commits",
    name,
    part,
    title,
    snapshots: [latest],
  });
  const body = await get<TableView>("/checks/commits/tables/referrers?part=7&limit=9");
  expect(body.snapshots.map(({ at }) => at)).toEqual([2000, 1000]);
  expect((await get<TableView>("/checks/commits/tables/paths")).snapshots).toEqual([]);
});

describe("series.csv", () => {
  it("has a header, stable columns, CRLF, and guards texts but not numbers", async () => {
    await ledger.write({
      parts: [{ part: "7", title: '=HYPERLINK("http://x.example"),hi' }],
      days: [
        dayValue({ day: "2026-06-10", part: "7", value: -4.5 }),
        dayValue({ day: "2026-06-12", value: 1e21, provisional: true }),
      ],
    });
    const { answer, text } = await csv("&part=*&from=2026-06-01&to=2026-07-01");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="hinomi-commits-day.csv"');
    expect(text).toBe(
      "time,check,reading,part,part_title,unit,value,provisional\r\n" +
        `2026-06-10,commits,commits,7,"'=HYPERLINK(""http://x.example""),hi",count,-4.5,false\r\n` +
        "2026-06-12,commits,commits,,,count,1e+21,true\r\n",
    );
    expect(rowsOf((await csv("&from=2026-06-01&to=2026-07-01")).text)).toEqual([
      "2026-06-12 commits commits   count 1e+21 true",
    ]);
    expect((await csv("&reading=nothing")).text).toBe(text.slice(0, text.indexOf("\n") + 1));
  });

  it("has runs, hours and days of what is measured", async () => {
    const now = site.clock.now();
    const hour = Math.floor(now / 3_600_000) * 3_600_000;
    const measured = (slot: number, value: number) =>
      sampleRun({
        checkId: "commits",
        slot,
        outcome: { ...upOutcome, readings: [{ name: "latency", value, unit: "ms" }] },
      });
    const old = hour - 40 * 24 * 3_600_000;
    const slots = [old, hour - 7_200_000, hour - 7_140_000, hour];
    await site.lookout.store.write(
      batch({ runs: slots.map((slot, index) => measured(slot, 10 * (index + 1))) }),
    );
    const iso = (at: number) => new Date(at).toISOString();
    const from = `&from=${old}`;
    expect(rowsOf((await csv(`&per=run${from}&reading=latency,dns`)).text)).toEqual(
      [3, 2, 1, 0].map((at) => `${iso(slots[at] ?? 0)} commits latency   ms ${10 * (at + 1)} false`),
    );
    expect(rowsOf((await csv(`&per=hour${from}`)).text)).toEqual([
      `${iso(old)} commits latency   ms 10 false`,
      `${iso(hour - 7_200_000)} commits latency   ms 25 false`,
      `${iso(hour)} commits latency   ms 40 true`,
    ]);
    const days = new Map<string, number[]>();
    for (const [index, slot] of slots.entries()) {
      const day = dayOf(slot, "Asia/Tokyo");
      days.set(day, [...(days.get(day) ?? []), 10 * (index + 1)]);
    }
    expect(rowsOf((await csv(`&per=day${from}`)).text)).toEqual(
      [...days].map(([day, values]) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return `${day} commits latency   ms ${mean} ${day === today}`;
      }),
    );
    expect(rowsOf((await csv(`&per=hour${from}&part=7`)).text)).toEqual([]);
  });

  it("is written as it is read, compressed for whom wants that, and nothing else waits for it", async () => {
    const days = Array.from({ length: 365 }, (_, index) => addDays(today, -index));
    for (let part = 0; part < 60; part++)
      await ledger.write({ days: days.map((day) => dayValue({ day, part: String(part) })) });
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    const { answer, text } = await csv("&part=*");
    clearInterval(turning);
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(parseCsv(text)).toHaveLength(60 * 365 + 1);
    expect(turns).toBeGreaterThan(5);
    const plain = await site.request("/api/v1/series.csv?check=commits&part=*", {
      headers: { ...headers, "accept-encoding": "identity" },
    });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe(text);
    const cut = await site.request("/api/v1/series.csv?check=commits&part=*", { headers });
    await cut.body?.cancel();
    const page = await get<DaysView>("/checks/commits/days?reading=commits&part=*");
    expect(page.parts).toHaveLength(60);
  });

  it("says at once that the store cannot answer", async () => {
    const refused = () => Promise.reject(new StoreError("store-unavailable", "The store is away", "Wait"));
    await replacing(site.lookout.store.ledger, { series: refused }, async () => {
      const { answer, text } = await csv("");
      expect(answer.status).toBe(503);
      expect(JSON.parse(text)).toMatchObject({ status: 503, detail: expect.stringContaining("Wait") });
    });
  });

  it("has a file name that no check id breaks", async () => {
    site.lookout.shows.checks = [
      { check: sampleCheck({ id: 'a"b/c' }), state: sampleState(), overlays: noOverlays },
    ];
    site.lookout.shows.config = sampleConfig({ timezone: "UTC" });
    const answer = await site.request(`/api/v1/series.csv?check=${encodeURIComponent('a"b/c')}&per=run`, {
      headers,
    });
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="hinomi-a_b_c-run.csv"');
  });
});
