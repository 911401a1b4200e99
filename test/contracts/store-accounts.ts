import { expect, it } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { hourMs, t0 } from "./store-samples.ts";

/** The accounts side of a store: `store` gives the one under test. */
export const describeAccounts = (store: () => Store): void => {
  const accounts = () => store().accounts;

  it("creates the first user once, also when two ask at the same time", async () => {
    expect(await accounts().countUsers()).toBe(0);
    const created = await Promise.all([
      accounts().createFirstUser({ name: "hana", passwordHash: "h1" }),
      accounts().createFirstUser({ name: "eve", passwordHash: "h2" }),
    ]);
    expect(created).toEqual([true, false]);
    expect(await accounts().countUsers()).toBe(1);
    expect(await accounts().user("hana")).toEqual({ name: "hana", passwordHash: "h1" });
    expect(await accounts().user("eve")).toBeUndefined();
    await accounts().setPassword("hana", "h3");
    await accounts().setPassword("eve", "h4");
    expect(await accounts().user("hana")).toEqual({ name: "hana", passwordHash: "h3" });
    expect(await accounts().countUsers()).toBe(1);
  });

  it("keeps a session until it is deleted or past its end", async () => {
    const session = { hash: "s1", user: "hana", createdAt: t0, expiresAt: t0 + hourMs };
    await accounts().saveSession(session);
    await accounts().saveSession({ ...session, hash: "s2", expiresAt: t0 + 2 * hourMs });
    await accounts().saveSession({ ...session, expiresAt: t0 + 2 * hourMs });
    expect(await accounts().session("s1")).toEqual({ ...session, expiresAt: t0 + 2 * hourMs });
    await accounts().deleteSession("s1");
    expect(await accounts().session("s1")).toBeUndefined();
    const keep = { runs: hourMs, hours: hourMs, days: hourMs, incidents: hourMs };
    while (await store().housekeeping.prune(t0 + 3 * hourMs, keep, 100));
    expect(await accounts().session("s2")).toBeUndefined();
  });

  it("keeps API tokens by their hash", async () => {
    const token = { id: "t1", name: "backup", hash: "abc", createdAt: t0 };
    await accounts().saveToken({ ...token, id: "t2", hash: "def", createdAt: t0 + 1 });
    await accounts().saveToken(token);
    await accounts().touchToken("t1", t0 + 9);
    expect(await accounts().tokenByHash("abc")).toEqual({ ...token, lastUsedAt: t0 + 9 });
    expect((await accounts().tokens()).map(({ id }) => id)).toEqual(["t1", "t2"]);
    expect(await accounts().deleteToken("t1")).toBe(true);
    expect(await accounts().deleteToken("t1")).toBe(false);
    expect(await accounts().tokenByHash("abc")).toBeUndefined();
  });

  it("gives the silences that are not over", async () => {
    const silence = {
      id: "x",
      checkId: "orders",
      from: t0,
      until: t0 + hourMs,
      by: "hana",
      note: "disk swap",
    };
    const { note: _, ...bare } = { ...silence, id: "y", checkId: "*", from: t0 + 1 };
    await accounts().saveSilence(bare);
    await accounts().saveSilence(silence);
    expect(await accounts().silences(t0)).toEqual([silence, bare]);
    await accounts().saveSilence({ ...silence, until: t0 + 5 });
    expect(await accounts().silences(t0 + 5)).toEqual([bare]);
    expect(await accounts().silences(t0 + hourMs)).toEqual([]);
  });
};
