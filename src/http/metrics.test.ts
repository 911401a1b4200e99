import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noOverlays, sampleRun, sampleState } from "../../test/support/fake-lookout.ts";
import { replacing, startSite, type HttpSite } from "../../test/support/http-site.ts";
import { sampleCheck } from "../../test/support/sample-check.ts";

const hasPromtool = spawnSync("promtool", ["--version"]).error === undefined;
if (!hasPromtool)
  process.stderr.write("SKIPPED: no promtool (Debian package prometheus), so /metrics is not judged by it\n");

let site: HttpSite;
let headers: Record<string, string>;
beforeAll(async () => {
  site = await startSite();
  const now = site.clock.now();
  const { shows } = site.lookout;
  shows.checks = [
    {
      check: sampleCheck({ id: "orders", title: 'Say "hi"\\n\nbye 注文', group: "shop" }),
      state: sampleState({ state: "down" }),
      overlays: noOverlays,
      lastRun: sampleRun({ startedAt: now - 1500 }),
    },
    { check: sampleCheck({ id: "new" }), state: sampleState({ state: "pending" }), overlays: noOverlays },
  ];
  shows.channels = [
    {
      id: "team",
      type: "slack",
      title: "Team",
      circuit: "open",
      trouble: "401",
      owed: 2,
      oldestOwedAt: now - 90_000,
    },
    { id: "mail", type: "email", title: "Mail", circuit: "closed", owed: 0 },
  ];
  headers = await site.asProgram();
});
afterAll(() => site[Symbol.asyncDispose]());

const scrape = async () => (await site.request("/metrics", { headers })).text();

describe("/metrics", () => {
  it("is served in the text format", async () => {
    const answer = await site.request("/metrics", { headers });
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  });

  it.each([
    'hinomi_check_state{check="orders",state="down"} 1',
    'hinomi_check_state{check="orders",state="up"} 0',
    'hinomi_check_state{check="new",state="pending"} 1',
    'hinomi_check_info{check="orders",type="sample",group="shop",title="Say \\"hi\\"\\\\n\\nbye 注文"} 1',
    'hinomi_reading{check="orders",reading="latency",unit="ms"} 12',
    'hinomi_outbox_owed{channel="team"} 2',
    'hinomi_outbox_oldest_age_seconds{channel="team"} 90',
    'hinomi_outbox_oldest_age_seconds{channel="mail"} 0',
    'hinomi_channel_circuit_open{channel="team"} 1',
    "hinomi_runs_total 3",
    "hinomi_runs_missed_total 1",
    "hinomi_run_lateness_max_seconds 0.004",
    "hinomi_deliveries_total 2",
    "hinomi_delivery_failures_total 1",
    "hinomi_store_trouble 0",
    "hinomi_config_rejected 0",
    "hinomi_connected 1",
  ])("says %s", async (line) => {
    expect((await scrape()).split("\n")).toContain(line);
  });

  it("says when something is wrong with Hinomi itself", async () => {
    const { shows } = site.lookout;
    const problem = { file: "hinomi.yaml", line: 3, column: 5, path: "checks", message: "is missing" };
    const vitals = {
      ...shows.vitals,
      storeTrouble: "the disk is full",
      configProblems: [{ level: "error", ...problem } as const],
      connected: false,
    };
    await replacing(shows, { vitals }, async () => {
      const lines = (await scrape()).split("\n");
      expect(lines).toContain("hinomi_store_trouble 1");
      expect(lines).toContain("hinomi_config_rejected 1");
      expect(lines).toContain("hinomi_connected 0");
    });
  });

  it.skipIf(!hasPromtool && !process.env["CI"])(
    "passes promtool check metrics without a warning",
    async () => {
      const full = await scrape();
      let empty = "";
      await replacing(site.lookout.shows, { checks: [] }, async () => {
        empty = await scrape();
      });
      for (const input of [full, empty]) {
        const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
          input,
          encoding: "utf8",
        });
        expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
      }
    },
  );
});

describe("/healthz and /readyz", () => {
  it("say that the process lives and works", async () => {
    expect(await (await site.request("/healthz")).json()).toEqual({ status: "ok" });
    const answer = await site.request("/readyz");
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ ready: true, reasons: [] });
  });

  it("say why it is not ready, without what is inside", async () => {
    const { shows, store } = site.lookout;
    shows.ready = false;
    expect(await (await site.request("/readyz")).json()).toEqual({ ready: false, reasons: ["starting"] });
    shows.ready = true;
    const vitals = { ...shows.vitals, storeTrouble: "/var/lib/hinomi.db: no space left" };
    const countUsers = () => Promise.reject(new Error("secret"));
    const ask = async () => {
      const answer = await site.request("/readyz");
      expect(answer.status).toBe(503);
      expect(await answer.json()).toEqual({
        ready: false,
        reasons: ["the store does not answer", "the store refuses writes"],
      });
      expect((await site.request("/healthz")).status).toBe(200);
    };
    await replacing(shows, { vitals }, () => replacing(store.accounts, { countUsers }, ask));
  });
});
