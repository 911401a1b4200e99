import { expect, it } from "vitest";
import { closedPort, openTarget } from "../../test/support/hostile/target-server.ts";
import { systemClock } from "../engine/system-clock.ts";
import { createReach } from "./reach.ts";

it("tells whether an address can be connected to", async () => {
  const target = await openTarget(() => {});
  const reach = createReach(systemClock);
  expect(await reach(`127.0.0.1:${target.port}`)).toBe(true);
  expect(await reach(`127.0.0.1:${await closedPort()}`)).toBe(false);
  expect(await reach("no port")).toBe(false);
  await target.idle();
  await target.close();
});
