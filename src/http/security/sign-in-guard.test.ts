import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "../../../test/support/manual-clock.ts";
import { createSignInGuard, type Attempt, type SignInGuard } from "./sign-in-guard.ts";

let clock: ManualClock;
let guard: SignInGuard;
beforeEach(() => {
  clock = createManualClock();
  guard = createSignInGuard({ clock, randomBytes });
});

/** How many attempts are let through before the first refusal. */
const attemptsUntilRefused = (attempt: (n: number) => Attempt): number => {
  for (let n = 0; n < 1000; n += 1) if (guard.admit(attempt(n)) > 0) return n;
  throw new Error("there is no limit");
};
const ada = { user: "ada" };

describe("the sign-in guard", () => {
  it("lets an address try 10 times and then every 30 s", async () => {
    const attempt = { user: "ada", address: "203.0.113.1" };
    expect(attemptsUntilRefused(() => attempt)).toBe(10);
    expect(guard.admit(attempt)).toBe(30_000);
    await clock.advance(29_000);
    expect(guard.admit(attempt)).toBe(1000);
    await clock.advance(1000);
    expect(guard.admit(attempt)).toBe(0);
    expect(guard.admit(attempt)).toBe(30_000);
  });

  it("does not let an address go on by changing the user", () => {
    expect(attemptsUntilRefused((n) => ({ user: `user-${n}`, address: "203.0.113.1" }))).toBe(10);
  });

  it.each([
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true],
    ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
    ["2001:db8::1", "2001:db8:0:0:5::", true],
    ["::1", "::2", true],
    ["::ffff:203.0.113.1", "::ffff:203.0.113.2", false],
  ])("takes %s and %s for one subscriber: %s", (first, second, same) => {
    attemptsUntilRefused(() => ({ user: "ada", address: first }));
    expect(guard.admit({ user: "ada", address: second }) > 0).toBe(same);
  });

  it("lets all addresses together try a user 30 times and then every 10 s", async () => {
    expect(attemptsUntilRefused((n) => ({ ...ada, address: `203.0.113.${n}` }))).toBe(30);
    expect(guard.admit({ ...ada, address: "198.51.100.1" })).toBe(10_000);
    expect(guard.admit({ user: "bob", address: "198.51.100.2" })).toBe(0);
    await clock.advance(10_000);
    expect(guard.admit({ ...ada, address: "198.51.100.3" })).toBe(0);
  });

  it("never keeps out a browser that has signed in before, however many strangers try", () => {
    const device = guard.deviceCookie("ada");
    attemptsUntilRefused((n) => ({ ...ada, address: `203.0.113.${n}` }));
    attemptsUntilRefused(() => ({ ...ada, address: "198.51.100.1" }));
    const owner = { ...ada, device, address: "198.51.100.1" };
    expect(attemptsUntilRefused(() => owner)).toBe(10);
  });

  it("knows a device cookie only for its own user and only if it made it", () => {
    attemptsUntilRefused(() => ({ ...ada, address: "203.0.113.1" }));
    const forged = createSignInGuard({ clock, randomBytes }).deviceCookie("ada");
    for (const device of [guard.deviceCookie("bob"), forged, "x.y", ".", ""])
      expect(guard.admit({ ...ada, device, address: "203.0.113.1" })).toBeGreaterThan(0);
  });

  it("forgets the failures before a success", () => {
    const attempt = { ...ada, address: "203.0.113.1" };
    attemptsUntilRefused(() => attempt);
    guard.succeeded(attempt);
    expect(attemptsUntilRefused(() => attempt)).toBe(10);
  });

  it("hashes one password at a time, in order, and refuses when 16 wait", async () => {
    const log: string[] = [];
    const release = Promise.withResolvers<void>();
    const task = (n: number) => async () => {
      log.push(`start ${n}`);
      if (n === 0) await release.promise;
      log.push(`end ${n}`);
      if (n === 1) throw new Error("broken");
    };
    const results = Array.from({ length: 16 }, (_, n) => guard.hashing(task(n)));
    expect(guard.hashing(task(99))).toBeUndefined();
    release.resolve();
    const settled = await Promise.allSettled(results.map((result) => Promise.resolve(result)));
    expect(settled.map(({ status }) => status).indexOf("rejected")).toBe(1);
    expect(log).toEqual(Array.from({ length: 16 }, (_, n) => [`start ${n}`, `end ${n}`]).flat());
    await expect(guard.hashing(async () => "free again")).resolves.toBe("free again");
  });
});
