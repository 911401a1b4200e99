import { afterEach, expect, it } from "vitest";
import { openGreetingTarget, type TargetServer } from "../../test/support/hostile/target-server.ts";
import { systemClock } from "../engine/system-clock.ts";
import { connectTo, type ConnectRequest } from "./connect.ts";

let target: TargetServer | undefined;
afterEach(() => target?.close());

const connect = (request: Partial<ConnectRequest>) =>
  connectTo({
    host: "127.0.0.1",
    port: target?.port ?? 0,
    clock: systemClock,
    timeoutMs: 15_000,
    ...request,
  });

const never = () => false;
const textOf = (received: Uint8Array) => Buffer.from(received).toString();

it("closes the connection as soon as it is open, when there is nothing to hear", async () => {
  target = await openGreetingTarget(() => {});
  expect(await connect({})).toMatchObject({ kind: "connected", address: `127.0.0.1:${target.port}` });
  await target.idle();
});

it("listens until it has heard enough, and no more than it may", async () => {
  target = await openGreetingTarget((socket) => socket.write("hello world"));
  const heard = await connect({ talk: { until: (all) => textOf(all).includes("hello"), maxBytes: 100 } });
  expect(heard).toMatchObject({ kind: "connected" });
  const bounded = await connect({ talk: { until: never, maxBytes: 4 } });
  expect(bounded.kind === "connected" && textOf(bounded.received)).toBe("hell");
});

it("keeps what was heard when time runs out or the connection ends", async () => {
  target = await openGreetingTarget((socket) => socket.write("half"));
  const waited = await connect({ talk: { until: never, maxBytes: 100 }, phaseTimeoutsMs: { transfer: 100 } });
  expect(waited.kind === "connected" && textOf(waited.received)).toBe("half");
  await target.close();
  target = await openGreetingTarget((socket) => socket.end("bye"));
  const ended = await connect({ talk: { until: never, maxBytes: 100 } });
  expect(ended.kind === "connected" && textOf(ended.received)).toBe("bye");
});

it("says nothing about the target when it is stopped while listening", async () => {
  target = await openGreetingTarget((socket) => socket.write("half"));
  const controller = new AbortController();
  const until = () => {
    controller.abort();
    return false;
  };
  expect(await connect({ signal: controller.signal, talk: { until, maxBytes: 100 } })).toMatchObject({
    kind: "failed",
    reason: { code: "run-interrupted" },
  });
});
