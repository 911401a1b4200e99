import { expect, test } from "vitest";
import { heapEnvironment, heapFlags, restartWithLeanHeap } from "./lean-heap.ts";

interface Restart {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What a process with these properties would be restarted as; absent when it goes on as it is. */
const restartOf = (change: Partial<Pick<NodeJS.Process, "execArgv" | "env" | "platform" | "channel">>) => {
  let restart: Restart | undefined;
  const execve = (file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
    restart = { file, args, env };
  };
  const argv = ["/usr/bin/node", "/opt/hinomi/main.js", "serve"];
  const given = { argv, execArgv: [], env: {}, platform: "linux", channel: undefined, ...change };
  restartWithLeanHeap({ execPath: "/usr/bin/node", ...given, execve } as unknown as NodeJS.Process);
  return restart;
};

test("starts again as itself, with the flags of V8 after those it had", () => {
  expect(restartOf({ execArgv: ["--enable-source-maps"] })).toEqual({
    file: "/usr/bin/node",
    args: ["/usr/bin/node", "--enable-source-maps", ...heapFlags, "/opt/hinomi/main.js", "serve"],
    env: heapEnvironment,
  });
});

test("leaves what the environment says already", () => {
  const env = { MALLOC_ARENA_MAX: "8", TZ: "Asia/Tokyo" };
  expect(restartOf({ env })?.env).toEqual({ ...heapEnvironment, ...env });
});

test.each([
  ["the flags are there", { execArgv: [...heapFlags] }],
  ["the environment says so", { env: { NODE_OPTIONS: "--max-semi-space-size=64" } }],
  ["the system cannot", { platform: "win32" as const }],
  ["a parent talks to it by messages", { channel: {} as NodeJS.Process["channel"] }],
])("goes on as it is where %s", (_why, change) => {
  expect(restartOf(change)).toBeUndefined();
});
