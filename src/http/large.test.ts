import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noOverlays, sampleConfig, sampleRun, sampleState } from "../../test/support/fake-lookout.ts";
import { shown, startSite, type HttpSite } from "../../test/support/http-site.ts";
import { downOutcome, sampleCheck, upOutcome } from "../../test/support/sample-check.ts";
import type { Incident } from "../core/incident.ts";
import type { LiveCheck } from "../engine/lookout.ts";
import type { Overview, Tick } from "./schemas.ts";

const total = 5000;
const groups = ["shop", "data", undefined];

const incidentOf = (checkId: string, openedAt: number): Incident => ({
  id: `${checkId}.1`,
  checkId,
  severity: "down",
  worst: "down",
  openedAt,
  confirmedAt: openedAt,
  reason: { code: "status-mismatch", detail: "status was 500" },
  judgements: [],
  readings: [],
  flapping: false,
});

let site: HttpSite;
let headers: Record<string, string>;
beforeEach(async () => {
  site = await startSite();
  headers = await site.asPage();
  const { shows } = site.lookout;
  const now = site.clock.now();
  shows.checks = Array.from({ length: total }, (_, index): LiveCheck => {
    const id = `check-${index}`;
    const isDown = index % 10 === 0;
    return {
      check: sampleCheck({ id, title: id, group: groups[index % 3] }),
      state: sampleState({
        state: isDown ? "down" : "up",
        since: now - index,
        ...(isDown && { incident: incidentOf(id, now - index) }),
      }),
      overlays: noOverlays,
      lastRun: sampleRun({
        checkId: id,
        startedAt: index === 1 ? now - 100_000 : now,
        outcome: isDown ? downOutcome : upOutcome,
      }),
    };
  });
  shows.config = sampleConfig({ checks: shows.checks.map(({ check }) => check) });
});
afterEach(() => site[Symbol.asyncDispose]());

const get = async <T>(path: string): Promise<T> =>
  (await (await site.request(path, { headers })).json()) as T;

describe("an installation of thousands of checks", () => {
  it("shows the worst hundred, and how many there are of everything in each group", async () => {
    const found = await get<Overview>("/api/v1/overview");
    expect(found.unlisted).toMatchObject({ down: 400, up: 4499, stale: 1 });
    expect(found.counts).toMatchObject({ down: 500, up: 4500 });
    expect(found.checks).toHaveLength(100);
    expect(new Set(found.checks.map(({ state }) => state))).toEqual(new Set(["down"]));
    expect(found.checks.map(({ id }) => id)).toContain("check-0");
    expect(found.checks.map(({ id }) => id)).not.toContain("check-4990");
    expect(found.groups.map(({ name }) => name)).toEqual(groups);
    expect(found.groups[1]?.looks).toMatchObject({ stale: 1 });
    const all = found.groups.flatMap(({ looks }) => Object.values(looks));
    expect(all.reduce((sum, count) => sum + count, 0)).toBe(total);
  });

  it("lists every check once, a page at a time", async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = new URLSearchParams({ limit: "500", ...(after !== undefined && { after }) });
      const page = await get<{ items: { id: string }[]; next?: string }>(
        `/api/v1/checks?${query.toString()}`,
      );
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(site.lookout.shows.checks.map(({ check }) => check.id));
  });

  it.each([
    ["shop", "check-0", "check-297"],
    ["", "check-2", "check-299"],
  ])("shows the group %j on a page of its own", async (group, first, last) => {
    const path = `/checks?group=${group}`;
    const { data } = await shown(await site.request(path, { headers }));
    expect(data).toMatchObject({ page: "checks", group, next: last });
    const { checks } = data as { checks: { id: string }[] };
    expect([checks.length, checks[0]?.id]).toEqual([100, first]);
    const more = await shown(await site.request(`${path}&after=${last}`, { headers }));
    expect(JSON.stringify(more.data)).not.toContain(`"${first}"`);
  });

  it("writes all metrics, compressed when asked", async () => {
    const program = await site.asProgram();
    const plain = await site.request("/metrics", { headers: { ...program, "accept-encoding": "identity" } });
    expect(plain.headers.get("content-encoding")).toBeNull();
    const text = await plain.text();
    expect(text.match(/^hinomi_check_info\{/gm)).toHaveLength(total);
    const packed = await site.request("/metrics", { headers: { ...program, "accept-encoding": "br, gzip" } });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect((await packed.text()).match(/^hinomi_check_info\{/gm)).toHaveLength(total);
  });
});

/** The next tick of a stream. */
const nextTick = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Tick> => {
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    text += new TextDecoder().decode(value);
    const [, data] = /^data: (.*)$/m.exec(text) ?? [];
    if (data !== undefined) return JSON.parse(data) as Tick;
    if (done) throw new Error("the stream ended");
  }
};

const watch = async (query: string) => {
  const answer = await site.request(`/api/v1/events?since=${site.clock.now()}${query}`, { headers });
  return answer.body!.getReader();
};

describe("the ticks of thousands of checks", () => {
  const ran = (index: number) => {
    const live = site.lookout.shows.checks[index]!;
    site.lookout.emit({ kind: "run", record: live.lastRun! });
  };

  it("tell good runs to those alone who look at that check", async () => {
    const [all, one] = [await watch(""), await watch("&check=check-3")];
    await site.clock.advance(5000);
    for (const index of [3, 4, 10]) ran(index);
    await site.clock.advance(1000);
    expect((await nextTick(one)).checks.map(({ id }) => id)).toEqual(["check-3"]);
    expect((await nextTick(all)).checks.map(({ id }) => id)).toEqual(["check-3", "check-10"]);
    await Promise.all([all.cancel(), one.cancel()]);
  });

  it("ask for a refresh instead of telling too much", async () => {
    const reader = await watch("");
    await site.clock.advance(5000);
    for (const { check, state, overlays } of site.lookout.shows.checks)
      site.lookout.emit({ kind: "state", checkId: check.id, state, overlays });
    await site.clock.advance(1000);
    expect(await nextTick(reader)).toMatchObject({ checks: [], refresh: true, counts: { down: 500 } });
    await reader.cancel();
  });
});
