import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTarget, type TargetServer } from "../../../test/support/hostile/target-server.ts";
import { createTransientLedger } from "../../core/transient-ledger.ts";
import { systemClock } from "../../engine/system-clock.ts";
import { httpCheck } from "../http.ts";
import { tcpCheck } from "../tcp.ts";

let target: TargetServer;
let body = "1234";

beforeAll(async () => {
  target = await openTarget((socket) =>
    socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
  );
});
afterAll(() => target.close());

const surroundings = { env: {}, readFile: () => "", redact: (text: string) => text };
const run = { signal: new AbortController().signal, timeoutMs: 15_000, clock: systemClock };
const url = () => `http://127.0.0.1:${target.port}/`;

describe("expect.readings", () => {
  it("holds any reading of an answer, beside the other expectations", async () => {
    const readings = { size: { min: 10, severity: "degraded" }, latency: { max: 60_000 } };
    const check = httpCheck.prepare({ url: url(), expect: { status: 200, readings } }, surroundings);
    expect(check.usesLedger).toBe(false);
    const outcome = await check.probe(run);
    expect(outcome).toMatchObject({ status: "degraded", reason: { code: "reading-too-low" } });
    expect(outcome.judgements.map(({ subject }) => subject)).toEqual(["status", "latency", "size"]);
  });

  it("compares with the run before, through the ledger", async () => {
    const readings = { size: { change: { max: "50%" } } };
    const check = httpCheck.prepare({ url: url(), expect: { readings } }, surroundings);
    expect(check.usesLedger).toBe(true);
    const ledger = createTransientLedger();
    expect(await check.probe({ ...run, ledger })).toMatchObject({ status: "up" });
    body = "1234567";
    expect(await check.probe({ ...run, ledger })).toMatchObject({
      status: "down",
      reason: { code: "reading-changed" },
    });
  });

  it("says nothing of a run that came to no answer", async () => {
    const options = { host: "127.0.0.1", port: 1, expect: { readings: { latency: { max: 1 } } } };
    const outcome = await tcpCheck.prepare(options, surroundings).probe(run);
    expect(outcome).toMatchObject({ status: "down", reason: { code: "connect-refused" }, judgements: [] });
  });

  it("leaves the probe as it is where nothing is expected", () => {
    const prepared = httpCheck.prepare({ url: url(), expect: { readings: {} } }, surroundings);
    expect(prepared).not.toHaveProperty("usesLedger");
  });

  it("refuses what the type never reads, and what is always so", () => {
    const refused = (readings: object) => () =>
      tcpCheck.prepare({ host: "a", port: 1, expect: { readings } }, surroundings);
    expect(refused({ tls: { max: 1 } })).toThrow(/tls/);
    expect(refused({ latency: { min: 0 } })).toThrow(/Invalid input/);
  });
});
