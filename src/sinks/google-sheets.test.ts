import { auth, sheets as officialSheets, type sheets_v4 } from "@googleapis/sheets";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeSink, sinkSurroundings } from "../../test/contracts/sink.ts";
import { startFakeHttp } from "../../test/support/fake-http.ts";
import { startFakeSheets, type FakeSheets, type FakeTab } from "../../test/support/fake-sheets.ts";
import { createManualClock, type ManualClock } from "../../test/support/manual-clock.ts";
import { createSampleMemory, samplePoint } from "../../test/support/sample-points.ts";
import { seenInTab } from "../../test/support/sheets/seen-in-tab.ts";
import type { OpenSink, SinkMemory, SinkResult } from "../core/sink.ts";
import { googleSheetsSink } from "./google-sheets.ts";
import { signAssertion, parseServiceAccount } from "./google/service-account.ts";

const { signal } = new AbortController();

const optionsFor = (fake: FakeSheets, change: object = {}) => ({
  spreadsheet: fake.spreadsheet,
  credentials: fake.key,
  api_url: fake.url,
  ...change,
});

const refusal = (status: number, message: string, headers = {}) => ({
  kind: "answer" as const,
  answer: { status, headers, body: { error: { code: status, message, status: "X" } } },
});

describeSink("google-sheets", {
  sink: googleSheetsSink,
  start: async (clock) => {
    const fake = await startFakeSheets({ now: () => clock.now() });
    const surroundings = sinkSurroundings({ clock });
    return {
      sink: googleSheetsSink.open(optionsFor(fake), surroundings),
      seen: async () => seenInTab(fake.tab("hinomi")),
      fail: (failure) => {
        const scope = { path: "/values:batchUpdate" };
        switch (failure) {
          case "limited":
            return fake.failNext(refusal(429, "Quota exceeded", { "retry-after": "7" }));
          case "refused":
            return fake.failNext(refusal(400, "You are trying to edit a protected cell or object."), scope);
          case "broken":
            return fake.failNext(refusal(503, "The service is currently unavailable."), scope);
          case "lost-answer":
            return fake.failNext({ kind: "reset", when: "after" }, scope);
          case "silent":
            return fake.failNext({ kind: "hang" }, scope);
          case "unauthorized":
            return fake.failNext(refusal(403, "The caller does not have permission"), {
              path: fake.spreadsheet,
            });
        }
      },
      holding: () => fake.called("/values:batchUpdate"),
      secrets: [
        ...fake.tokens,
        "canary-token",
        fake.key,
        "PRIVATE KEY",
        ...parseServiceAccount(fake.key).secrets,
      ],
      stop: fake.stop,
    };
  },
  failures: ["limited", "refused", "broken", "lost-answer", "silent", "unauthorized"],
  bad: {
    "no spreadsheet": ["spreadsheet", { credentials: "metadata" }],
    "an address instead of an id": [
      "spreadsheet",
      { spreadsheet: "https://docs.google.com/spreadsheets/d/1AbC/edit", credentials: "metadata" },
    ],
    "no credentials": ["credentials", { spreadsheet: "1AbCdEf" }],
    "credentials that are no key": ["credentials", { spreadsheet: "1AbCdEf", credentials: "secret" }],
    "a key of another kind": [
      "credentials",
      { spreadsheet: "1AbCdEf", credentials: '{"type":"authorized_user","refresh_token":"x"}' },
    ],
  },
});

describe("a Google spreadsheet", () => {
  let clock: ManualClock;
  let fake: FakeSheets;
  let memory: SinkMemory;
  let sink: OpenSink;
  const write = (...points: readonly [string, string, number][]): Promise<SinkResult> =>
    sink.write(
      points.map((point) => samplePoint(...point)),
      signal,
    );
  const open = (change: object = {}) =>
    googleSheetsSink.open(optionsFor(fake, change), sinkSurroundings({ clock, memory }));

  beforeEach(async () => {
    clock = createManualClock();
    fake = await startFakeSheets({ now: () => clock.now() });
    memory = createSampleMemory();
    sink = open();
  });
  afterEach(() => fake.stop());

  const official = (): sheets_v4.Sheets => {
    const client = new auth.OAuth2();
    client.setCredentials({ access_token: fake.tokens.at(-1) ?? "" });
    return officialSheets({ version: "v4", rootUrl: `${fake.url}/`, auth: client });
  };
  const rows = (): (string | number | undefined)[][] =>
    fake.tab("hinomi").rows.map((row) => [...row] as (string | number | undefined)[]);

  it("has a header that grows at its right end, and one row per date", async () => {
    await write(["commits", "2026-11-21", 3], ["views", "2026-11-22", 40.5]);
    await write(["commits 17", "2026-11-20", 1], ["commits", "2026-11-22", 4]);
    expect(rows()).toEqual([
      ["date", "work.commits", "work.views", "work.commits{17 octo/repo-17}"],
      ["2026-11-21", 3],
      ["2026-11-22", 4, 40.5],
      ["2026-11-20", undefined, undefined, 1],
    ]);
  });

  it("shows the official client the same", async () => {
    await write(["commits", "2026-11-21", 3], ["commits", "2026-11-22", 0.25]);
    const { data } = await official().spreadsheets.values.get({
      spreadsheetId: fake.spreadsheet,
      range: "hinomi",
      valueRenderOption: "UNFORMATTED_VALUE",
    });
    expect(data.values).toEqual([
      ["date", "work.commits"],
      ["2026-11-21", 3],
      ["2026-11-22", 0.25],
    ]);
    const { data: shape } = await official().spreadsheets.get({ spreadsheetId: fake.spreadsheet });
    expect(shape.sheets?.map(({ properties }) => properties?.title)).toEqual(["Sheet1", "hinomi"]);
  });

  it("asks for exactly what the official client asks for", async () => {
    await write(["commits", "2026-11-21", 3]);
    const ours = fake.calls.filter(({ path }) => path.startsWith("/v4"));
    const client = official();
    const spreadsheetId = fake.spreadsheet;
    const before = fake.calls.length;
    for (const call of ours) {
      const parameters = new URLSearchParams(call.search);
      if (call.method === "GET" && call.path.endsWith(":batchGet"))
        await client.spreadsheets.values.batchGet({
          spreadsheetId,
          ranges: parameters.getAll("ranges"),
          majorDimension: "ROWS",
          valueRenderOption: "UNFORMATTED_VALUE",
          dateTimeRenderOption: "SERIAL_NUMBER",
        });
      else if (call.method === "GET")
        await client.spreadsheets.get({ spreadsheetId, fields: parameters.get("fields") ?? "" });
      else if (call.path.endsWith("values:batchUpdate"))
        await client.spreadsheets.values.batchUpdate({ spreadsheetId, requestBody: call.body as object });
      else
        await client.spreadsheets
          .batchUpdate({ spreadsheetId, requestBody: call.body as object })
          // The tab is there already, which the official client hears, too.
          .catch((error: unknown) => expect(String(error)).toContain("already exists"));
    }
    const theirs = fake.calls.slice(before);
    const plain = ({ method, path, search, body }: (typeof ours)[number]) => ({
      method,
      path: decodeURIComponent(path),
      query: [...new URLSearchParams(search)].toSorted(([a], [b]) => a.localeCompare(b)),
      body,
    });
    expect(ours.map(plain)).toEqual(theirs.map(plain));
    expect(ours.length).toBeGreaterThanOrEqual(5);
  });

  it("signs an assertion that Google's own library accepts", async () => {
    const now = Date.now();
    const account = parseServiceAccount(fake.key);
    const assertion = signAssertion(account, "https://www.googleapis.com/auth/spreadsheets", now);
    const ticket = await new auth.OAuth2().verifySignedJwtWithCertsAsync(
      assertion,
      { "key-1": fake.publicKey },
      account.tokenUri,
      [fake.email],
      3600,
    );
    expect(ticket.getPayload()).toMatchObject({
      iss: fake.email,
      aud: account.tokenUri,
      scope: "https://www.googleapis.com/auth/spreadsheets",
    });
  });

  it("keeps a token until shortly before its end, and takes a new one when it is refused before", async () => {
    await write(["commits", "2026-11-21", 3]);
    await clock.advance(50 * 60_000);
    await write(["commits", "2026-11-22", 3]);
    expect(fake.tokens).toHaveLength(1);
    await clock.advance(9 * 60_000);
    await write(["commits", "2026-11-23", 3]);
    expect(fake.tokens).toHaveLength(2);
    fake.revoke();
    expect(await write(["commits", "2026-11-24", 3])).toEqual({ kind: "taken" });
    expect(fake.tokens).toHaveLength(3);
  });

  it("writes one row however often the answer is lost, where append makes several", async () => {
    await write(["commits", "2026-11-21", 3]);
    for (let lost = 0; lost < 3; lost++) {
      fake.failNext({ kind: "reset", when: "after" }, { path: "values:batchUpdate" });
      expect((await write(["commits", "2026-11-22", 4])).kind).toBe("failed");
    }
    expect(await write(["commits", "2026-11-22", 4])).toEqual({ kind: "taken" });
    expect(seenInTab(fake.tab("hinomi"))).toEqual(["commits 2026-11-21 = 3", "commits 2026-11-22 = 4"]);

    const append = () =>
      official().spreadsheets.values.append({
        spreadsheetId: fake.spreadsheet,
        range: "Sheet1",
        valueInputOption: "RAW",
        requestBody: { values: [["2026-11-22", 4]] },
      });
    fake.failNext({ kind: "reset", when: "after" }, { path: ":append" });
    await append().catch(() => undefined);
    await append();
    expect(fake.tab("Sheet1").rows.filter((row) => row.includes("2026-11-22")).length).toBeGreaterThanOrEqual(
      2,
    );
  });

  it("stays right when a person sorts, inserts and adds", async () => {
    await write(["commits", "2026-11-20", 1], ["commits", "2026-11-21", 2], ["views", "2026-11-21", 9]);
    const tab = fake.tab("hinomi");
    // A title above, a column before and one between, another order, a total below, a note to the right.
    const [header = [], ...lines] = tab.rows;
    tab.rows = [
      ["My work"],
      ["mood", header[0], header[1], "note", header[2]],
      ...lines.toReversed().map((row) => ["good", row[0], row[1], "x", row[2]]),
      [undefined, "total", "=SUM(C3:C4)"],
      [undefined, undefined, undefined, undefined, undefined, undefined, "far away"],
    ];
    expect(
      await write(["commits", "2026-11-20", 5], ["commits", "2026-11-22", 3], ["stars", "2026-11-22", 7]),
    ).toEqual({
      kind: "taken",
    });
    expect(rows()).toEqual([
      ["My work"],
      ["mood", "date", "work.commits", "note", "work.views", undefined, undefined, "work.stars"],
      ["good", "2026-11-21", 2, "x", 9],
      ["good", "2026-11-20", 5, "x", undefined],
      [undefined, "total", "=SUM(C3:C4)"],
      [undefined, undefined, undefined, undefined, undefined, undefined, "far away"],
      [undefined, "2026-11-22", 3, undefined, undefined, undefined, undefined, 7],
    ]);
  });

  it("knows a date that a person typed again, and a part that was renamed", async () => {
    await write(["commits 17", "2026-11-20", 1], ["commits 17", "2026-11-21", 1]);
    const tab = fake.tab("hinomi");
    const serial = Date.UTC(2026, 10, 20) / 86_400_000 + 25_569;
    tab.rows[1] = [{ serial }, 1];
    tab.rows[2] = ["2026/11/21", 1];
    tab.rows[0] = ["date", "work.commits{17 octo/old}"];
    expect(await write(["commits 17", "2026-11-20", 2], ["commits 17", "2026-11-21", 3])).toEqual({
      kind: "taken",
    });
    expect(tab.rows).toEqual([
      ["date", "work.commits{17 octo/old}"],
      [{ serial }, 2],
      ["2026/11/21", 3],
    ]);
  });

  it("makes the tab larger as it needs, and no larger than the spreadsheet may be", async () => {
    await fake.stop();
    fake = await startFakeSheets({ now: () => clock.now(), size: [3, 2], maxCells: 5000 });
    sink = open();
    const days = Array.from({ length: 300 }, (_, index) =>
      new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
    );
    const all = days.map((day): [string, string, number] => ["commits", day, 1]);
    expect(await write(...all, ["views", "2026-01-01", 1])).toEqual({ kind: "taken" });
    expect(fake.tab("hinomi").rows).toHaveLength(301);
    expect(
      await write(
        ...Array.from({ length: 30 }, (_, index): [string, string, number] => [`r${index}`, "2026-01-01", 1]),
      ),
    ).toMatchObject({
      kind: "refused",
      remedy: expect.stringContaining("full"),
    });
  });

  it.each([
    [
      "a date twice",
      (tab: FakeTab) => tab.rows.push(["2026-11-21", 9]),
      "the date 2026-11-21 stands in the rows 2 and 3",
    ],
    ["no header", (tab: FakeTab) => tab.rows.shift(), 'there is no header "date"'],
    [
      "a renamed column",
      (tab: FakeTab) => (tab.rows[0] = ["date", "mine"]),
      'the column "work.commits" is gone',
    ],
    [
      "a header twice",
      (tab: FakeTab) => (tab.rows[0] = ["date", "work.commits", "work.commits"]),
      "stands in the columns B and C",
    ],
    [
      "two key columns",
      (tab: FakeTab) => (tab.rows[0] = ["date", "work.commits", "date"]),
      "stands in several cells (A1, C1)",
    ],
    [
      "a date in another form",
      (tab: FakeTab) => tab.rows.push(["11/22/2026", 9]),
      "of which the month cannot be told",
    ],
    ["a protected row", (tab: FakeTab) => tab.protectedRows.add(1), "protected cell"],
    ["a renamed tab", (tab: FakeTab) => (tab.title = "numbers"), "the tab hinomi is called numbers now"],
  ])("stops and says why: %s", async (_, change, expected) => {
    await write(["commits", "2026-11-21", 3]);
    const tab = fake.tab("hinomi");
    change(tab);
    const before = structuredClone(tab.rows);
    const result = await write(["commits", "2026-11-21", 4], ["commits", "2026-11-22", 4]);
    expect(result).toMatchObject({
      kind: "refused",
      detail: expect.stringContaining(expected),
      remedy: expect.stringMatching(/\w{4}/),
    });
    expect(tab.rows).toEqual(before);
    expect(fake.tabs.filter(({ title }) => title === "hinomi").length).toBeLessThanOrEqual(1);
  });

  it("says with which address the sheet is to be shared", async () => {
    fake.share(false);
    expect(await write(["commits", "2026-11-21", 3])).toMatchObject({
      kind: "unauthorized",
      remedy: `Share the spreadsheet with ${fake.email} as Editor (Share, at the top right)`,
    });
    expect(await sink.verify?.(signal)).toMatchObject({ kind: "unauthorized" });
    const wrong = open({ spreadsheet: "1WrongId" });
    expect(await wrong.write([samplePoint("commits", "2026-11-21", 3)], signal)).toMatchObject({
      kind: "refused",
      remedy: expect.stringContaining(fake.email),
    });
    fake.share(true);
    expect(await sink.verify?.(signal)).toEqual({ kind: "taken" });
    expect(fake.tabs).toHaveLength(1);
  });

  it("notices when somebody sorts between its reading and its writing, and is right once all is written again", async () => {
    const days: [string, string, number][] = [1, 2, 3].map((day) => ["commits", `2026-11-0${day}`, day]);
    await write(...days);
    fake.beforeNextWrite(() => {
      const tab = fake.tab("hinomi");
      const [header = [], ...lines] = tab.rows;
      tab.rows = [header, ...lines.toReversed()];
    });
    const result = await write(["commits", "2026-11-01", 9], ["commits", "2026-11-04", 4]);
    expect(result).toMatchObject({ kind: "misplaced", detail: expect.stringContaining("sorted") });
    await clock.advance(60_000);
    expect(await write(["commits", "2026-11-01", 9], ...days.slice(1), ["commits", "2026-11-04", 4])).toEqual(
      {
        kind: "taken",
      },
    );
    expect(seenInTab(fake.tab("hinomi")).toSorted()).toEqual([
      "commits 2026-11-01 = 9",
      "commits 2026-11-02 = 2",
      "commits 2026-11-03 = 3",
      "commits 2026-11-04 = 4",
    ]);
  });

  it("wants everything again in a tab that was emptied or deleted", async () => {
    await write(["commits", "2026-11-21", 3]);
    fake.tab("hinomi").rows = [];
    expect((await write(["commits", "2026-11-22", 3])).kind).toBe("misplaced");
    fake.tabs.splice(1, 1);
    expect((await write(["commits", "2026-11-22", 3])).kind).toBe("misplaced");
    expect(await write(["commits", "2026-11-22", 3])).toEqual({ kind: "taken" });
  });

  it("keeps within 60 reads and 60 writes a minute", async () => {
    const results: string[] = [];
    for (let batch = 0; batch < 40; batch++) {
      const result = await write(["commits", "2026-11-21", batch]);
      results.push(result.kind);
      if (result.kind === "wait") await clock.advance(result.retryAfterMs);
    }
    expect(new Set(results)).toEqual(new Set(["taken", "wait"]));
  });

  it("takes its token from the metadata server of a machine in the cloud", async () => {
    await write(["commits", "2026-11-21", 1]);
    const token = fake.tokens.at(-1);
    const metadata = await startFakeHttp({
      handle: (call) =>
        call.headers["metadata-flavor"] !== "Google"
          ? { status: 403, body: "" }
          : call.path.endsWith("/token")
            ? { status: 200, body: { access_token: token, expires_in: 3000, token_type: "Bearer" } }
            : { status: 200, body: { email: "machine@project.example" } },
    });
    const env = { GCE_METADATA_HOST: new URL(metadata.url).host };
    const machine = googleSheetsSink.open(
      optionsFor(fake, { credentials: "metadata" }),
      sinkSurroundings({ clock, env, memory }),
    );
    const points = [samplePoint("commits", "2026-11-21", 5)];
    expect(await machine.write(points, signal)).toEqual({ kind: "taken" });
    expect(metadata.calls[0]?.query).toEqual({ scopes: "https://www.googleapis.com/auth/spreadsheets" });
    fake.share(false);
    expect(await machine.write(points, signal)).toMatchObject({
      remedy: expect.stringContaining("machine@project.example"),
    });
    await metadata.stop();
  });
});
