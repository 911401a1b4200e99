import { expect, test } from "vitest";
import type { Overview } from "../../src/http/schemas.ts";
import { startCli } from "../support/cli-process.ts";
import { eventually } from "../support/eventually.ts";

const signIn = async (url: string, user: string, password: string): Promise<string> => {
  const response = await fetch(`${url}/sign-in`, {
    method: "POST",
    headers: { origin: url },
    body: new URLSearchParams({ user, password }),
    redirect: "manual",
  });
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
};

test("the demo shows good, bad and slow checks with an open incident", { timeout: 120_000 }, async () => {
  const cli = startCli(["demo", "--port", "0"]);
  const [, url = "", user = "", password = ""] = await cli.printed(
    /The page\s+(\S+)\s+Sign in\s+(\S+) \/ (\S+)/,
  );
  const cookie = await signIn(url, user, password);
  const overview = async (): Promise<Overview> =>
    (await (await fetch(`${url}/api/v1/overview`, { headers: { cookie } })).json()) as Overview;
  const check = async (id: string) => (await overview()).checks.find((each) => each.id === id);

  await eventually("a good check", async () => (await check("orders"))?.state === "up");
  const bad = await eventually("an incident", async () => {
    const found = await check("payments");
    return found?.incidentId === undefined ? undefined : found;
  });
  expect(bad).toMatchObject({ state: "down", reason: { code: "status-mismatch" } });
  const slow = await eventually("the slow check's incident", async () => {
    const found = await check("reports");
    return found?.incidentId === undefined ? undefined : found;
  });
  expect(slow).toMatchObject({ state: "down", reason: { code: "latency-exceeded" } });
  await eventually("a graph", async () => ((await check("orders"))?.sparkline.length ?? 0) >= 5);
  expect((await overview()).troubles).toEqual([]);
  cli.signal("SIGINT");
  expect(await cli.ended).toMatchObject({ code: 0, stderr: "" });
});
