import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ratioOf } from "./measure/contest.ts";
import { medianOf } from "./measure/statistics.ts";
import { startWorker } from "./measure/worker.ts";
import type { ParseRound, ParseWish } from "./parse-worker.ts";
import type { Report } from "./report/report.ts";
import type { Settings } from "./settings.ts";

const plain = "plain JSON.parse of the answer";

/** The pure steps of a run and of a start, each alone. */
export const parsePart = async (settings: Settings): Promise<Report> => {
  const folder = join(settings.folder, "parse");
  mkdirSync(folder, { recursive: true });
  settings.log("parse");
  const worker = await startWorker(new URL("parse-worker.ts", import.meta.url));
  const turns: ParseRound[] = [];
  const count = settings.rounds ?? (settings.quick ? 3 : 7);
  const wish: ParseWish = { folder, operations: settings.quick ? 20_000 : 50_000 };
  for (let turn = 0; turn <= count; turn++) turns.push(await worker.ask<ParseRound>("round", wish));
  await worker.stop();
  // The first turn warms up.
  const roundsOf = (name: string) => turns.slice(1).map((turn) => turn[name] ?? Number.NaN);
  const names = Object.keys(turns[0] ?? {});
  const ratios = names
    .filter((name) => name !== plain)
    .map((name) => [
      `parse ${name} / ${name.startsWith("JSONPath") ? "" : "plain "}JSON.parse`,
      ratioOf({ rounds: roundsOf(name) }, { rounds: roundsOf(plain) }),
    ]);
  return {
    part: "parse",
    tables: [
      {
        title: "Single steps",
        columns: ["", "CPU us"],
        rows: names.map((name) => [name, medianOf(roundsOf(name))]),
      },
    ],
    bars: [],
    ratios: Object.fromEntries(ratios),
    notes: [`where a whole run's time goes: npm run bench -- run --profile`],
  };
};
