import { afterAll, beforeAll, expect, it } from "vitest";
import { openTarget, type TargetServer } from "../../test/support/hostile/target-server.ts";
import { systemClock } from "../engine/system-clock.ts";
import { requestHttp } from "./http-request.ts";

let target: TargetServer;
beforeAll(async () => {
  target = await openTarget((socket) => socket.end("HTTP/1.1 204 No Content\r\n\r\n"));
});
afterAll(() => target.close());

const ask = async (dnsCache?: boolean) => {
  const exchange = await requestHttp({
    url: `http://localhost:${target.port}/`,
    family: 4,
    clock: systemClock,
    timeoutMs: 15_000,
    dnsCache,
  });
  return {
    phases: Object.keys(exchange.phases),
    named: exchange.steps().find((line) => / is 127/.test(line)),
  };
};

it("keeps what the system's resolver says, shows its phase all the same, and asks anew when told to", async () => {
  const phases = ["dns", "connect", "first_byte", "transfer"];
  expect(await ask(false)).toEqual({ phases, named: "* localhost is 127.0.0.1" });
  // The TTL is asked for at the same time, and may come later than the address.
  await expect
    .poll(() => ask(), { timeout: 10_000 })
    .toEqual({ phases, named: "* localhost is 127.0.0.1, as it was a moment ago" });
  expect(await ask(false)).toEqual({ phases, named: "* localhost is 127.0.0.1" });
});
