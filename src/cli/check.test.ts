import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCli, startCli } from "../../test/support/cli-process.ts";
import { type SampleApi, startSampleApi } from "../demo/sample-api.ts";
import { systemClock } from "../engine/system-clock.ts";

const good = "/test_status_ok_json_status_ok";
const failing = "/test_status_ng_json_status_ng";
const slow = "/test_status_ok_json_status_ok_long_time";

let api: SampleApi;
let cwd: string;
const servers: Server[] = [];

beforeAll(async () => {
  api = await startSampleApi({ port: 0, httpsPort: 0, clock: systemClock, random: Math.random });
});
afterAll(() => api.close());

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "hinomi-check-"));
});
afterEach(async () => {
  rmSync(cwd, { recursive: true });
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    servers.push(server);
    server.listen(0, "127.0.0.1", () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
const serveHttp = async (listener: RequestListener) => `http://${await listen(createServer(listener))}`;
const serveTcp = async (listener: (socket: Socket) => void) =>
  `http://${await listen(createTcpServer((socket) => listener(socket.on("error", () => {}))))}`;

const check = (...args: string[]) => runCli(["check", ...args], { cwd });
const writeConfig = (text: string) => writeFileSync(join(cwd, "hinomi.yaml"), text);

const postCheck = (id: string, path: string, more = "") =>
  `  - { id: ${id}, type: http, url: "${api.url}${path}", method: POST${more} }\n`;

describe("hinomi check <url>", () => {
  it("runs without any configuration and shows the phases and the expectations", async () => {
    const { code, stdout, stderr } = await check(`${api.url}${good}`, "--method", "post");
    expect(stderr).toBe("");
    expect(stdout).toContain(`✔ up  POST ${api.url}${good}\n`);
    expect(stdout).toMatch(/^ {2}connect +\d+\.\d ms$/m);
    expect(stdout).toMatch(/^ {2}first_byte +\d+\.\d ms$/m);
    expect(stdout).toMatch(/^ {2}✔ status +expected 2xx +got 200 OK$/m);
    expect(code).toBe(0);
  });

  it("exits 1 for a bad answer and says what was expected", async () => {
    const { code, stdout } = await check(`${api.url}${failing}`, "--data", "{}");
    expect(stdout).toMatch(/^ {2}✖ status +expected 2xx +got 500 Internal Server Error$/m);
    expect(stdout).toMatch(/^ {2}status-mismatch: /m);
    expect(code).toBe(1);
  });

  it("takes another status for good when told so", async () => {
    const { code } = await check(`${api.url}${failing}`, "--method", "POST", "--expect-status", "418,500");
    expect(code).toBe(0);
  });

  it("gives up at --timeout", async () => {
    const { code, stdout } = await check(`${api.url}${slow}`, "--method", "POST", "--timeout", "300ms");
    expect(stdout).toContain("first-byte-timeout: ");
    expect(code).toBe(1);
  });

  it("opens a TCP connection and a TLS session", async () => {
    const { host } = new URL(api.url);
    const secure = new URL(api.httpsUrl ?? "").host;
    expect((await check(`tcp://${host}`)).code).toBe(0);
    const tls = await check(`tls://${secure}`);
    expect(tls.stdout).toContain("tls-self-signed: ");
    expect(tls.code).toBe(1);
  });

  it("runs several at once and prints them in order", async () => {
    const { code, stdout } = await check(
      ...[failing, good, failing].map((path, at) => `${api.url}${path}?${at}`),
      "--method=POST",
    );
    const order = [...stdout.matchAll(/^(.) \w+ {2}POST \S+\?(\d)/gm)].map((found) => found.slice(1));
    expect(order).toEqual([
      ["✖", "0"],
      ["✔", "1"],
      ["✖", "2"],
    ]);
    expect(code).toBe(1);
  });

  it("outlives a certificate that it refuses", async () => {
    const { code, stdout } = await check(
      `${api.httpsUrl}${slow}`,
      `${api.url}${slow}`,
      "--method=POST",
      "--timeout=1s",
      "--json",
    );
    expect(JSON.parse(stdout)).toMatchObject([
      { reason: { code: "tls-self-signed" } },
      { reason: { code: "first-byte-timeout" } },
    ]);
    expect(code).toBe(1);
  });

  it("says that a run was interrupted by SIGINT and exits 2", async () => {
    const arrived = Promise.withResolvers<void>();
    const cli = startCli(["check", await serveHttp(() => arrived.resolve())], { cwd });
    await arrived.promise;
    cli.signal("SIGINT");
    const { code, stdout } = await cli.ended;
    expect(stdout).toMatch(/^\? unknown {2}GET .*run-interrupted: /s);
    expect(code).toBe(2);
  });

  it.each([
    ["refuses", "connect-refused", undefined],
    ["hangs up without a word", "empty-reply", (socket: Socket) => socket.once("data", () => socket.end())],
    [
      "does not speak HTTP",
      "invalid-response",
      (socket: Socket) => socket.once("data", () => socket.end("SSH-2.0-OpenSSH_9.6\r\n\r\n")),
    ],
    [
      "closes before the end of the body",
      "incomplete-body",
      (socket: Socket) =>
        socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")),
    ],
    [
      "never ends its answer",
      "transfer-timeout",
      (socket: Socket) =>
        socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")),
    ],
  ])("ends with its own reason for a target that %s", async (_, code, listener) => {
    const url = listener ? await serveTcp(listener) : "http://127.0.0.1:1";
    const result = await check(url, "--timeout", "1s", "--json");
    expect(JSON.parse(result.stdout)).toMatchObject([{ status: "down", reason: { code } }]);
    expect(result.code).toBe(1);
  });

  it("keeps the target's control characters from the terminal", async () => {
    const url = await serveHttp((_, response) => response.writeHead(200, "\u009b2J").end("\u001b[2J"));
    const { stdout } = await check(url, "--verbose");
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it("shows the exchange with --verbose, and never a secret", async () => {
    const echo = await serveHttp((request, response) => {
      response.setHeader("x-echo", String(request.headers["x-key"]));
      response.setHeader("set-cookie", "session=c00kie-5ecret");
      response.end(request.headers.authorization);
    });
    const { code, stdout, stderr } = await runCli(
      [
        ["check", echo.replace("//", "//ann:pa55-5ecret@"), "--verbose"],
        ["--header", "x-key: ${KEY}", "--header", "Authorization: Bearer plain-5ecret"],
      ].flat(),
      { cwd, env: { KEY: "k3y-5ecret" } },
    );
    expect(stdout).toMatch(/^ {2}\| .*GET \/ HTTP\/1\.1$/m);
    expect(stdout).toMatch(/^ {2}\| .*HTTP\/1\.1 200 OK$/m);
    expect(stdout + stderr).not.toContain("5ecret");
    expect(code).toBe(0);
  });
});

describe("hinomi check with a file", () => {
  it("runs all checks and says which it skipped because they are paused", async () => {
    writeConfig(`checks:\n${postCheck("a", good)}${postCheck("b", good, ", paused: true")}`);
    const { code, stdout } = await check();
    expect(stdout).toContain("✔ up  a  POST ");
    expect(stdout).toContain("Skipped because paused: b\n");
    expect(code).toBe(0);
  });

  it("runs a paused check that is asked for by its id", async () => {
    writeConfig(`checks:\n${postCheck("a", good)}${postCheck("b", failing, ", paused: true")}`);
    const { code, stdout } = await check("b");
    expect(stdout).toContain("✖ down  b  POST ");
    expect(stdout).not.toContain("up  a");
    expect(code).toBe(1);
  });

  it("counts degraded as bad", async () => {
    writeConfig(
      `checks:\n${postCheck("a", "/test_drifting_latency", ", expect: { latency: { warn: 1ms } }")}`,
    );
    const { code, stdout } = await check("a");
    expect(stdout).toContain("▲ degraded  a  ");
    expect(stdout).toContain("latency-exceeded: ");
    expect(code).toBe(1);
  });

  it("exits 2 when nothing ran: that is not good news", async () => {
    writeConfig(`checks:\n${postCheck("a", good, ", paused: true")}`);
    const { code, stdout } = await check();
    expect(stdout).toBe("No check ran\nSkipped because paused: a\n");
    expect(code).toBe(2);
  });

  it("exits 2 for an unknown id and says which is meant", async () => {
    writeConfig(`checks:\n${postCheck("orders", good)}`);
    const { code, stderr } = await check("ordres");
    expect(stderr).toContain('there is no check "ordres", did you mean "orders"?');
    expect(code).toBe(2);
  });

  it("prints every problem of a bad file and runs nothing", async () => {
    writeConfig(`checks:\n${postCheck("a", good, ", tiemout: 5s")}${postCheck("b", good, ", every: often")}`);
    const { code, stdout, stderr } = await check();
    expect(stderr).toMatch(/hinomi\.yaml:2:\d+ error .*tiemout/);
    expect(stderr).toMatch(/hinomi\.yaml:3:\d+ error .*every/);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("exits 2 when there is no file", async () => {
    const { code, stderr } = await check();
    expect(stderr).toContain("hinomi.yaml");
    expect(code).toBe(2);
  });

  it("prints one JSON document with --json", async () => {
    writeConfig(`checks:\n${postCheck("a", good, ", title: Orders")}${postCheck("b", failing)}`);
    const { code, stdout } = await check("--json");
    const [first, second, ...rest] = JSON.parse(stdout);
    expect(rest).toEqual([]);
    expect(first).toEqual({
      id: "a",
      title: "Orders",
      target: `POST ${api.url}${good}`,
      status: "up",
      reason: null,
      readings: expect.arrayContaining([{ name: "status_code", value: 200, unit: "code" }]),
      judgements: [{ subject: "status", expected: "2xx", actual: "200 OK", status: "up" }],
      startedAt: expect.any(Number),
      durationMs: expect.any(Number),
    });
    expect(second).toMatchObject({ id: "b", status: "down", reason: { code: "status-mismatch" } });
    expect(code).toBe(1);
  });

  it("writes JUnit XML to standard output or beside the text", async () => {
    writeConfig(`checks:\n${postCheck("a", good)}${postCheck("b", failing)}`);
    const alone = await check("--junit");
    const xml =
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites>\n {2}<testsuite name="hinomi" tests="2" failures="1" errors="0" skipped="0" [^>]*>\n/;
    expect(alone.stdout).toMatch(xml);
    const beside = await check("--junit", "report.xml");
    expect(beside.stdout).toContain("✖ down  b");
    expect(readFileSync(join(cwd, "report.xml"), "utf8")).toMatch(xml);
    expect([alone.code, beside.code]).toEqual([1, 1]);
  });
});

describe("hinomi check --watch", () => {
  it("repeats in plain lines and ends on SIGINT with the last exit code", async () => {
    const cli = startCli(["check", `${api.url}${failing}`, "--method=POST", "--watch", "50ms"], { cwd });
    await cli.printed(/(^\S+Z {2}down .*status-mismatch.*\n){3}/m);
    cli.signal("SIGINT");
    const { code, stderr } = await cli.ended;
    expect([code, stderr]).toEqual([1, ""]);
  });

  it("prints one JSON document a line", async () => {
    const cli = startCli(["check", `tcp://${new URL(api.url).host}`, "--watch", "50ms", "--json"], { cwd });
    await cli.printed(/\n.*\n/);
    cli.signal("SIGTERM");
    const { code, stdout } = await cli.ended;
    const rounds = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rounds[1]).toMatchObject([{ status: "up" }]);
    expect(code).toBe(0);
  });

  it("says nothing about a round that is cut off", async () => {
    const arrived = Promise.withResolvers<void>();
    let requests = 0;
    const url = await serveHttp((_, response) => {
      requests += 1;
      if (requests === 1) response.end();
      else arrived.resolve();
    });
    const cli = startCli(["check", url, "--watch", "50ms"], { cwd });
    await arrived.promise;
    cli.signal("SIGINT");
    const { code, stdout } = await cli.ended;
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(0);
  });

  it("ends when nobody reads any more", async () => {
    const cli = startCli(["check", `tcp://${new URL(api.url).host}`, "--watch", "50ms"], { cwd });
    await cli.printed(/ up /);
    cli.hangUp();
    expect(await cli.ended).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("hinomi check --notify", () => {
  const receiver = async (status: number) => {
    const bodies: string[] = [];
    const url = await serveHttp((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.on("end", () => {
        bodies.push(body);
        response.writeHead(status).end();
      });
    });
    const channels = `channels:\n  hook: { type: webhook, url: "${url}" }\n`;
    return { bodies, channels };
  };

  it("posts a bad result to the check's channels and says what they answered", async () => {
    const { bodies, channels } = await receiver(204);
    writeConfig(`${channels}checks:\n${postCheck("a", failing, ", title: Orders, notify: [hook]")}`);
    const { code, stdout } = await check("a", "--notify");
    expect(stdout).toMatch(/^ {2}posted to hook: delivered/m);
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).toContain("Down: Orders");
    expect(code).toBe(1);
  });

  it("posts a good result of a URL to the channel that is named", async () => {
    const { bodies, channels } = await receiver(204);
    writeConfig(`${channels}locale: ja\nchecks: []\n`);
    const { code } = await check(`${api.url}${good}`, "--data", "x", "--notify=hook");
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).toContain("問題なし");
    expect(code).toBe(0);
  });

  it("exits 2 when a channel does not take it", async () => {
    const { channels } = await receiver(400);
    writeConfig(`${channels}checks:\n${postCheck("a", good)}`);
    const { code, stderr, stdout } = await check("a", "--notify=hook", "--json");
    expect(stderr).toMatch(/^posted to hook: rejected/m);
    expect(JSON.parse(stdout)).toMatchObject([{ status: "up" }]);
    expect(code).toBe(2);
  });
});
