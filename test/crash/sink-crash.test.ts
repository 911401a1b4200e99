import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startFakeSheets } from "../support/fake-sheets.ts";
import { seenInTab } from "../support/sheets/seen-in-tab.ts";

const writes = 1000;
const keys = 600;
/** The process is killed while it makes these writes to the spreadsheet. */
const kills = [137, 290, 455, 641, 873];

it("has each number once and right after 1,000 writes, every tenth answer lost, five kills", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hinomi-sink-"));
  let child: ChildProcess | undefined;
  let [attempts, lost, killed] = [0, 0, 0];
  const fake = await startFakeSheets({
    size: [50, 2],
    fail: ({ path }) => {
      if (!path.endsWith("values:batchUpdate")) return undefined;
      attempts += 1;
      if (attempts === kills[killed]) {
        killed += 1;
        child?.kill("SIGKILL");
      }
      if (attempts % 10 !== 0) return undefined;
      lost += 1;
      return { kind: "reset", when: lost % 4 === 0 ? "before" : "after" };
    },
  });
  const input = JSON.stringify({
    path: join(folder, "hinomi.db"),
    options: {
      spreadsheet: fake.spreadsheet,
      credentials: fake.key,
      api_url: fake.url,
      timeout: "2h",
    },
    writes,
    keys,
    speed: 1000,
  });
  let said = "";
  for (;;) {
    child = spawn(process.execPath, [join(import.meta.dirname, "sink-child.ts")], {
      stdio: ["pipe", "ignore", "pipe"],
    });
    child.stderr?.on("data", (data: Buffer) => void (said += data.toString()));
    child.stdin?.end(input);
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    if (signal === "SIGKILL") continue;
    expect({ code, said }).toEqual({ code: 0, said: "" });
    break;
  }
  const wanted = Array.from({ length: keys }, (_, key) => {
    const day = new Date(Date.UTC(2025, 0, 1 + Math.floor(key / 3))).toISOString().slice(0, 10);
    return `${["commits", "views", "stars"][key % 3]} ${day} = ${key + keys < writes ? key + keys : key}`;
  });
  expect(killed).toBe(5);
  expect(lost).toBeGreaterThanOrEqual(100);
  expect(attempts).toBeGreaterThanOrEqual(writes);
  expect(seenInTab(fake.tab("hinomi")).toSorted()).toEqual(wanted.toSorted());
  await fake.stop();
  rmSync(folder, { recursive: true });
}, 180_000);
