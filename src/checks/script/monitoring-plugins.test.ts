import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "../../core/outcome.ts";
import { systemClock } from "../../engine/system-clock.ts";
import { scriptCheck } from "../script.ts";

/** Where Debian's package monitoring-plugins-basic puts them. */
const plugins = "/usr/lib/nagios/plugins";
const isInstalled = existsSync(`${plugins}/check_http`);
const play = (...[plugin, ...args]: readonly [string, ...(string | number)[]]): Promise<Outcome> => {
  const surroundings = { env: process.env, readFile: () => "", redact: (text: string) => text };
  const { probe } = scriptCheck.prepare({ run: [`${plugins}/${plugin}`, ...args] }, surroundings);
  return probe({ signal: new AbortController().signal, timeoutMs: 20_000, clock: systemClock });
};

const namesOf = ({ readings }: Outcome) => readings.map(({ name, unit }) => `${name} ${unit}`);

describe("Debian's monitoring-plugins, unchanged", () => {
  beforeEach(({ skip }) =>
    skip(!isInstalled, `no ${plugins}/check_http: apt-get install monitoring-plugins-basic`),
  );

  it("check_load", async () => {
    const names = ["duration ms", "load1 count", "load5 count", "load15 count"];
    const good = await play("check_load", "-w", "9999,9999,9999", "-c", "9999,9999,9999");
    expect(good).toMatchObject({ status: "up" });
    expect(namesOf(good)).toEqual(names);
    const bad = await play("check_load", "-w", "0,0,0", "-c", "9999,9999,9999");
    expect(bad).toMatchObject({
      status: "degraded",
      reason: {
        code: "program-failed",
        detail: expect.stringMatching(/^LOAD WARNING - .*load average: [\d., ]+$/),
      },
    });
    expect(namesOf(bad)).toEqual(names);
  });

  it("check_disk", async () => {
    const good = await play("check_disk", "-w", "0%", "-c", "0%", "-p", "/", "-p", "/dev/shm");
    expect(good).toMatchObject({ status: "up" });
    expect(namesOf(good)).toEqual(["duration ms", "root bytes", "dev_shm bytes"]);
    const bad = await play("check_disk", "-w", "100%", "-c", "100%", "-p", "/");
    expect(bad).toMatchObject({
      status: "down",
      reason: { detail: expect.stringMatching(/^DISK CRITICAL - free space: \/ /) },
    });
    expect(bad.readings[1]?.value).toBeGreaterThan(1e6);
    const wrong = await play("check_disk", "-w", "5%", "-c", "1%", "-p", "/no/such/folder");
    expect(wrong).toMatchObject({
      reason: { code: "program-failed", detail: expect.stringMatching(/^DISK CRITICAL - /) },
    });
  });

  it("check_http", async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/missing" ? 404 : 200;
      response.end("hello");
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const { port } = addressOf(server.address());
    const at = ["-I", "127.0.0.1", "-p", port] as const;
    const good = await play("check_http", ...at);
    expect(good).toMatchObject({ status: "up" });
    expect(namesOf(good)).toEqual(["duration ms", "time s", "size bytes"]);
    const bad = await play("check_http", ...at, "-u", "/missing");
    expect(bad).toMatchObject({
      status: "degraded",
      reason: { detail: expect.stringMatching(/^HTTP WARNING: HTTP\/1\.1 404 Not Found/) },
    });
    await new Promise((resolve) => server.close(resolve));
    expect(await play("check_http", ...at)).toMatchObject({
      status: "down",
      reason: { detail: expect.stringMatching(/refused/) },
    });
    expect(await play("check_http")).toMatchObject({ status: "unknown", reason: { code: "program-failed" } });
  });
});

/** A server that listens at a port has an address of its own. */
const addressOf = (address: AddressInfo | string | null): AddressInfo => {
  if (address === null || typeof address === "string") throw new Error("the server listens at no port");
  return address;
};
