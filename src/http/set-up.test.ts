import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cookiesOf, setUpToken, shown, startSite, type HttpSite } from "../../test/support/http-site.ts";

const good = { user: "ada", password: "a long enough sentence", token: setUpToken };

let site: HttpSite;
beforeEach(async () => {
  site = await startSite({ withUser: false });
});
afterEach(() => site[Symbol.asyncDispose]());

describe("first-run set-up", () => {
  it("makes the first user for whoever has the printed token, and signs in", async () => {
    const answer = await site.post("/set-up", good);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/");
    const home = await site.request("/", { headers: { cookie: cookiesOf(answer) } });
    expect(home.status).toBe(200);
    expect((await shown(home)).frame).toMatchObject({ user: "ada" });
    expect((await site.post("/sign-in", good)).status).toBe(303);
  });

  it("cannot be raced: of two posts at once one wins", async () => {
    const rivals = ["ada", "bob"].map((user) => site.post("/set-up", { ...good, user }));
    const statuses = (await Promise.all(rivals)).map((answer) => answer.status);
    expect(new Set(statuses)).toEqual(new Set([303, 409]));
    expect(await site.lookout.store.accounts.countUsers()).toBe(1);
  });

  it.each([
    ["no token", { ...good, token: "" }, "token"],
    ["a wrong token", { ...good, token: `${setUpToken}x` }, "token"],
    ["a short password", { ...good, password: "elevenchars" }, "weak"],
    ["one character over and over", { ...good, password: "a".repeat(30) }, "weak"],
    ["the user's name as password", { ...good, user: "ada.lovelace", password: "Ada.Lovelace1" }, "weak"],
    ["a repetition that differs", { ...good, repeat: "something else" }, "weak"],
    ["no user name", { ...good, user: " " }, "weak"],
  ])("refuses %s", async (_what, fields, error) => {
    const answer = await site.post("/set-up", fields);
    expect((await shown(answer)).data).toMatchObject({ page: "set-up", error });
    expect(await site.lookout.store.accounts.countUsers()).toBe(0);
  });

  it("fills in the token of the printed link", async () => {
    const answer = await site.request(`/set-up?token=${setUpToken}`);
    expect((await shown(answer)).data).toEqual({ page: "set-up", token: setUpToken });
  });

  it("is over once there is a user, also for the token", async () => {
    await site.post("/set-up", good);
    const answer = await site.post("/set-up", { ...good, user: "eve" });
    expect(answer.status).toBe(409);
    expect((await shown(answer)).data).toMatchObject({ error: "taken" });
    expect((await site.request("/set-up")).headers.get("location")).toBe("/sign-in");
  });

  it("never takes place when the server has no token", async () => {
    await using closed = await startSite({ withUser: false, setUp: { token: "" } });
    expect((await closed.post("/set-up", { ...good, token: "" })).status).toBe(403);
  });

  it("slows down guessing", async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) await site.post("/set-up", { ...good, token: "guess" });
    const answer = await site.post("/set-up", good);
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("30");
    await site.clock.advance(30_000);
    expect((await site.post("/set-up", good)).status).toBe(303);
  });

  it("refuses a cross-site form", async () => {
    const answer = await site.post("/set-up", good, { origin: "https://evil.example" });
    expect(answer.status).toBe(403);
  });
});
