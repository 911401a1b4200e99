import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createTransientLedger } from "../../core/transient-ledger.ts";
import { AnswerCache, recall, remember } from "./kept-answers.ts";

const answer = (body: string) => ({ etag: 'W/"1"', body });

it("keeps within its bytes by forgetting what was used longest ago", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 3000 })), {
        maxLength: 60,
      }),
      (writes) => {
        const cache = new AnswerCache(20_000);
        for (const [key, length] of writes) {
          cache.set(`key ${key}`, answer("x".repeat(length)));
          expect(cache.bytes()).toBeLessThanOrEqual(20_000);
        }
        for (const [key] of writes) cache.delete(`key ${key}`);
        expect(cache.bytes()).toBe(0);
      },
    ),
  );
  const cache = new AnswerCache(2500);
  for (const key of ["a", "b", "c", "d"]) {
    cache.set(key, answer("x".repeat(200)));
    cache.get("a");
  }
  cache.set("e", answer("x".repeat(200)));
  expect(["a", "b", "c", "d", "e"].filter((key) => cache.get(key))).toEqual(["a", "c", "d", "e"]);
});

it("does not let one large answer drive out all others", () => {
  const cache = new AnswerCache(10_000);
  cache.set("small", answer("1"));
  cache.set("large", answer("x".repeat(9000)));
  expect(cache.get("small")).toBeDefined();
  expect(cache.get("large")).toBeUndefined();
});

it("survives in a ledger, all but a few of many, and never under another key", async () => {
  const ledger = createTransientLedger();
  const keys = Array.from({ length: 400 }, (_, index) => `https://api.github.com /repos/octo/r${index}`);
  for (const key of keys) await remember(ledger, key, answer(JSON.stringify(key)));
  const found = await Promise.all(keys.map((key) => recall(ledger, key)));
  const kept = found.filter((one, index) => {
    if (one) expect(one).toEqual(answer(JSON.stringify(keys[index])));
    return one;
  });
  expect(kept.length).toBeGreaterThan(390);
});

it("forgets an answer that has become too large, and lives with a ledger that fails", async () => {
  const ledger = createTransientLedger();
  await remember(ledger, "k", answer("1"));
  const noise = Array.from({ length: 20_000 }, (_, index) => String((index * 7919) % 10_007)).join("");
  await remember(ledger, "k", answer(noise));
  expect(await recall(ledger, "k")).toBeUndefined();
  const broken = {
    ...ledger,
    memo: () => Promise.reject(new Error("the disk is full")),
    write: () => Promise.reject(new Error("the disk is full")),
  };
  await remember(broken, "k", answer("1"));
  expect(await recall(broken, "k")).toBeUndefined();
  await ledger.write({ memos: { "github.answer.1": "nonsense" } });
  expect(await recall(ledger, "k")).toBeUndefined();
});
