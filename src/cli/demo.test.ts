import { describe, expect, it } from "vitest";
import { runCli, startCli } from "../../test/support/cli-process.ts";

describe("hinomi demo api", () => {
  it("serves until SIGINT and exits 0", async () => {
    const cli = startCli(["demo", "api", "--port", "0", "--slow", "5s"]);
    const [, url] = await cli.printed(/(http:\S+)/);
    const answer = await fetch(`${url}/test_status_ok_json_status_ok`, { method: "POST" });
    expect(await answer.json()).toEqual({ comment: expect.any(String), status: 0 });
    cli.signal("SIGINT");
    expect(await cli.ended).toMatchObject({ code: 0, stderr: "" });
  });

  it("names a port that is taken and exits 2", async () => {
    const first = startCli(["demo", "api", "--port", "0"]);
    const [, port = ""] = await first.printed(/http:\S+:(\d+)/);
    const { code, stderr } = await runCli(["demo", "api", "--port", port]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `hinomi: Port ${port} on 127.0.0.1 is taken by another program: choose another port\n`,
    );
    first.signal("SIGTERM");
    expect((await first.ended).code).toBe(0);
  });

  it.each([
    [["api", "--port", "70000"], "--port must be a port"],
    [["api", "--slow", "soon"], "--slow must be a duration"],
    [["api", "now"], '"now" is not understood'],
    [["apu"], 'there is no demo of "apu"'],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await runCli(["demo", ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
