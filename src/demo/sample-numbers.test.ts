import { expect, it } from "vitest";
import { sampleFeed, sampleNumbers } from "./sample-numbers.ts";

const now = Date.parse("2026-11-22T07:02:00Z");

it("counts from midnight on, with a shelf that empties and is filled", () => {
  const at = (time: string) => sampleNumbers(Date.parse(`2026-11-22T${time}Z`), () => 0);
  expect(at("00:00:00").orders_today).toBe(0);
  expect(at("07:02:00").orders_today).toBe(844);
  expect([at("07:00:00"), at("07:14:59"), at("07:15:00")].map(({ shelf }) => shelf)).toEqual([1, 0.101, 1]);
  expect([at("07:00:00"), at("07:05:00")].map(({ visitors }) => visitors)).toEqual([12, 72]);
});

it("has an entry for each of four days, with ids that stay", () => {
  const ids = (at: number) => (sampleFeed(at) as { items: { id: string; title: string }[] }).items;
  expect(ids(now)).toHaveLength(4);
  expect(new Set(ids(now).map(({ title }) => title)).size).toBe(4);
  expect(ids(now + 86_400_000).slice(1)).toEqual(ids(now).slice(0, 3));
});
