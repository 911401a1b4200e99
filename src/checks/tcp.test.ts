import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeCheckType } from "../../test/contracts/check-type.ts";
import {
  openGreetingTarget,
  openTarget,
  type TargetServer,
} from "../../test/support/hostile/target-server.ts";
import { systemClock } from "../engine/system-clock.ts";
import { tcpCheck } from "./tcp.ts";

let greeter: TargetServer;
let silent: TargetServer;
let answerer: TargetServer;

beforeAll(async () => {
  greeter = await openGreetingTarget((socket) => {
    socket.write("220 mail.");
    socket.write("example.com ready\r\n");
  });
  silent = await openGreetingTarget(() => {});
  answerer = await openTarget((socket, request) =>
    socket.write(request === "PING\r\n" ? "+PONG\r\n" : "-ERR\r\n"),
  );
});
afterAll(() => Promise.all([greeter, silent, answerer].map((server) => server.close())));

const at = ({ port }: TargetServer) => ({ host: "127.0.0.1", port });

describeCheckType("tcp", {
  type: tcpCheck,
  good: () => ({ ...at(greeter), expect: { banner: { contains: "ready" } } }),
  silent: () => ({ ...at(silent), expect: { banner: { contains: "ready" } } }),
  bad: {
    "no port": { host: "a" },
    "a port beyond the last": { host: "a", port: 65_536 },
    "a port in the host": { host: "a:25", port: 25 },
    "a URL for a host": { host: "tcp://a", port: 25 },
    "something to send but nothing to hear": { host: "a", port: 25, send: "PING" },
    "an empty banner": { host: "a", port: 25, expect: { banner: {} } },
  },
});

describe("tcp", () => {
  const run = { signal: new AbortController().signal, timeoutMs: 15_000, clock: systemClock };
  const surroundings = { env: {}, readFile: () => "", redact: (text: string) => text };

  it("is content with an open connection", async () => {
    const { target, host, probe } = tcpCheck.prepare(at(silent), surroundings);
    expect(target).toBe(`127.0.0.1:${silent.port}`);
    expect(host).toBe("127.0.0.1");
    const outcome = await probe(run);
    expect(outcome).toMatchObject({ status: "up", judgements: [] });
    expect(outcome.readings.map(({ name }) => name)).toEqual(["latency", "connect"]);
  });

  it("asks and reads the answer", async () => {
    const options = { ...at(answerer), send: "PING\r\n", expect: { banner: { matches: "^\\+PONG" } } };
    expect(await tcpCheck.prepare(options, surroundings).probe(run)).toMatchObject({ status: "up" });
  });
});
