import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App } from "../../src/app.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { runCli } from "../support/cli-process.ts";
import { startFakeHttp } from "../support/fake-http.ts";

const token = "canary-of-the-nightly-job";
const text = `
timezone: UTC
store: sqlite:hinomi.db
server: { port: 0 }
checks:
  - id: nightly
    type: push
    token: "\${PUSH_TOKEN}"
    every: 1h
    readings: { backups: count, size: bytes }
    expect: { heartbeat: 26h, readings: { backups: { min: 1 } } }
  - id: other
    type: push
    token: another-token-for-another-job
    every: 1h
    expect: { heartbeat: 26h }
  - { id: here, type: tcp, host: 127.0.0.1, port: 9, every: 1h }
`;

let folder: string;
let app: App;
let apiToken: string;
const log: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-push-"));
  const file = join(folder, "hinomi.yaml");
  writeFileSync(file, text);
  app = await App.start({
    file,
    env: { PUSH_TOKEN: token },
    clock: systemClock,
    log: (line) => log.push(line),
  });
  apiToken = await newApiToken();
}, 60_000);

afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true });
});

/** The way of a person: set up, sign in, make a token. */
const newApiToken = async (): Promise<string> => {
  const origin = app.url;
  const password = "a lookout over the town";
  const setUpToken = new URL((await app.setUpUrl()) ?? "").searchParams.get("token") ?? "";
  const body = new URLSearchParams({ token: setUpToken, user: "ada", password, repeat: password });
  const answer = await fetch(`${origin}/set-up`, {
    method: "POST",
    headers: { origin },
    body,
    redirect: "manual",
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const headers = { cookie, origin, "x-hinomi": "1", "content-type": "application/json" };
  const made = await fetch(`${origin}/api/v1/tokens`, { method: "POST", headers, body: '{"name":"test"}' });
  return ((await made.json()) as { readonly token: string }).token;
};

interface Sent {
  readonly body?: string | URLSearchParams | Buffer<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

const send = (check: string, bearer: string, init: Sent = {}): Promise<Response> =>
  fetch(`${app.url}/api/v1/checks/${check}/readings`, {
    method: "POST",
    ...init,
    headers: { authorization: `Bearer ${bearer}`, ...init.headers },
  });
const json = (value: unknown): Sent => ({
  body: JSON.stringify(value),
  headers: { "content-type": "application/json" },
});
const form = (fields: Record<string, string>): Sent => ({ body: new URLSearchParams(fields) });
interface Ran {
  readonly readings: readonly { readonly name: string; readonly value: number }[];
}

const runsOf = async (check: string) => {
  const headers = { authorization: `Bearer ${apiToken}` };
  const answer = await fetch(`${app.url}/api/v1/checks/${check}/runs?limit=200`, { headers });
  const { items } = (await answer.json()) as { readonly items: readonly Ran[] };
  return items.map(({ readings }) => readings.find(({ name }) => name === "backups")?.value);
};

describe("POST /api/v1/checks/{id}/readings", () => {
  it("takes JSON with the check's own token, runs it at once, and says what was found", async () => {
    const answer = await send("nightly", token, json({ readings: { backups: 3 }, id: "first" }));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      id: "first",
      readings: { backups: 3 },
      known: false,
      late: false,
      outcome: { status: "up" },
    });
    const again = await send("nightly", token, json({ readings: { backups: 3 }, id: "first" }));
    expect(await again.json()).toMatchObject({ known: true });
  });

  it("takes forms, as curl sends them, nothing at all, and a token of the API", async () => {
    const bad = await send("nightly", token, form({ backups: "0", status: "up", at: String(Date.now()) }));
    expect(await bad.json()).toMatchObject({
      readings: { backups: 0 },
      outcome: { status: "down", reason: { code: "reading-too-low" } },
    });
    expect(await (await send("nightly", apiToken)).json()).toMatchObject({ readings: {} });
  });

  it("makes a run of each of many pushes at once, and none of a repeated one", async () => {
    const numbers = Array.from({ length: 30 }, (_, index) => index + 100);
    const answers = await Promise.all(
      numbers.flatMap((backups) => {
        const push = json({ id: `n${backups}`, readings: { backups } });
        return [send("nightly", token, push), send("nightly", token, push)];
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const ran = async () => (await runsOf("nightly")).filter((value = 0) => value >= 100);
    await expect.poll(async () => (await ran()).length).toBeGreaterThanOrEqual(30);
    expect((await ran()).toSorted((left = 0, right = 0) => left - right)).toEqual(numbers);
  });

  it("keeps the last number of the day as the value of the day", async () => {
    const headers = { authorization: `Bearer ${apiToken}` };
    await send("nightly", token, json({ readings: { size: 4096 } }));
    const answer = await fetch(`${app.url}/api/v1/checks/nightly/days?reading=size`, { headers });
    const { parts } = (await answer.json()) as {
      readonly parts: readonly { values: readonly (number | null)[] }[];
    };
    expect(parts[0]?.values.at(-1)).toBe(4096);
  });

  it.each([
    ["an unknown reading", json({ readings: { backup: 1 } }), 422, /backup is no reading|readings.backup/],
    ["a number as text", json({ readings: { backups: "1" } }), 422, /json.readings.backups/],
    ["a field that is none", json({ reading: {} }), 422, /reading/],
    ["no number in a form", form({ backups: "1,5" }), 422, /form.backups/],
    ["a time without an offset", json({ at: "2026-11-22T03:10:00" }), 422, /json.at/],
    ["a time that is to come", json({ at: Date.now() + 3_600_000 }), 422, /5 minutes ahead/],
    ["what is no JSON", { ...json({}), body: "{" }, 400, /JSON/],
    [
      "another type",
      { body: "backups=1", headers: { "content-type": "text/plain" } },
      415,
      /application\/json/,
    ],
    ["no type at all", { body: Buffer.from("backups=1") }, 415, /application\/json/],
    ["too much", json({ message: "x".repeat(70_000) }), 413, /larger/],
  ] as const)("refuses %s", async (_what, init, status, said) => {
    const answer = await send("nightly", token, init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.text()).toMatch(said);
  });

  it("tells whoever has a token of the API what is wrong with a check", async () => {
    expect((await send("nothing", apiToken)).status).toBe(404);
    expect((await send("here", apiToken)).status).toBe(409);
  });

  it("opens nothing else with the token of a check", async () => {
    const headers = { authorization: `Bearer ${token}` };
    for (const [method, path] of [
      ["GET", "/api/v1/checks/nightly/readings"],
      ["GET", "/api/v1/checks/nightly"],
      ["POST", "/api/v1/checks/nightly/run"],
      ["POST", "/api/v1/checks/nightly/readings/"],
      ["GET", "/metrics"],
    ] as const)
      expect((await fetch(`${app.url}${path}`, { method, headers })).status).toBe(401);
  });

  it("tells strangers nothing of which checks there are, and slows their guesses down", async () => {
    const said = async (check: string, bearer: string) => {
      const answer = await send(check, bearer, json({}));
      const { instance: _, ...problem } = (await answer.json()) as Record<string, unknown>;
      return { status: answer.status, problem };
    };
    const wrong = await said("nightly", "not-the-token-of-it");
    expect(wrong.status).toBe(401);
    for (const [check, bearer] of [
      ["nothing", token],
      ["here", token],
      ["other", token],
    ] as const)
      expect(await said(check, bearer)).toEqual(wrong);
    // A right one forgets the wrong ones before it.
    expect((await said("nightly", token)).status).toBe(200);
    const statuses = [];
    for (let tries = 0; tries < 12; tries += 1)
      statuses.push((await said("nightly", `guess-number-${tries}-xxxx`)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    // A token of the API is never limited.
    expect((await said("nightly", apiToken)).status).toBe(200);
  });
});

describe("hinomi push", () => {
  const push = (
    args: readonly string[],
    env: Readonly<Record<string, string>> = { HINOMI_PUSH_TOKEN: apiToken },
  ) => runCli(["push", ...args], { cwd: folder, env });

  it("sends readings and says how the check stands", async () => {
    const { code, stdout, stderr } = await push([app.url, "nightly", "backups=5", "size=1e9"]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: "✔ nightly: backups 5, size 1000000000; the check is up\n",
      stderr: "",
    });
  });

  it("reads the token from a file, and takes the whole address", async () => {
    writeFileSync(join(folder, "token"), `${apiToken}\n`);
    const url = `${app.url}/api/v1/checks/nightly/readings`;
    const args = [
      url,
      "backups=5",
      "--token-file",
      "token",
      "--status",
      "degraded",
      "--message",
      "slow disc",
    ];
    expect(await push(args, {})).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("degraded: slow disc"),
    });
    await push([url, "backups=5"]);
  });

  it("says why it was refused", async () => {
    const { code, stderr } = await push([app.url, "nightly", "backup=1"]);
    expect(code).toBe(1);
    expect(stderr).toContain("readings.backup is no reading of this check: this check takes backups, size");
  });

  it.each([
    [[], "say where to"],
    [["http://127.0.0.1:1"], "say which check"],
    [["http://127.0.0.1:1", "nightly", "backups"], "write NAME=VALUE"],
    [["http://127.0.0.1:1", "nightly", "backups=1,5"], "decimal point"],
    [["http://127.0.0.1:1", "nightly", "--status", "fine"], "must be up, degraded or down"],
  ])("%j is a mistake", async (args, said) => {
    const { code, stderr } = await push(args);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  it("sends the same push again where the answer was lost, and ends with 2 where nobody answers", async () => {
    const answer = { status: 200, body: { readings: { backups: 1 }, known: true, late: false } };
    const fake = await startFakeHttp({ handle: () => answer });
    fake.failNext({ kind: "reset", when: "after" });
    fake.failNext({ kind: "answer", answer: { status: 503, body: {} } });
    expect(await push([fake.url, "nightly", "backups=1"])).toMatchObject({ code: 0 });
    const ids = fake.calls.map(({ body }) => (body as { readonly id: string }).id);
    expect(ids).toEqual([ids[0], ids[0], ids[0]]);
    await fake.stop();
    const { code, stderr } = await push([fake.url, "nightly", "backups=1", "--tries", "1"]);
    expect(code).toBe(2);
    expect(stderr).toContain("not sent: connection refused");
  }, 30_000);
});

it("keeps the token out of the log and the store", () => {
  const written = readdirSync(folder).filter((name) => name.startsWith("hinomi.db"));
  expect(written.length).toBeGreaterThan(0);
  for (const name of written) expect(readFileSync(join(folder, name)).includes(token)).toBe(false);
  expect(log.join("\n")).not.toContain(token);
});
