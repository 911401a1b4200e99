import type { DatabaseSync } from "node:sqlite";
import { dayTables } from "../days/schema.ts";
import type { Kept, Progress } from "../days/progress.ts";
import { moveRollups } from "./move-rollups.ts";

/** From minutes, hours and days in rows of their own to days with their hours in columns (docs/stores/sqlite.md). */
export const days = (connection: DatabaseSync): void => {
  connection.exec(dayTables);
  const [runsFrom = 0, , hoursFrom = 0, daysFrom = 0] = readHorizons(connection);
  moveRollups(connection, runsFrom);
  const reached = Number(
    connection.prepare("SELECT coalesce(max(ends), 0) AS at FROM day_counts").get()?.["at"],
  );
  const write = (name: string, value: Kept | Progress) =>
    connection.prepare("INSERT INTO meta (name, value) VALUES (?, ?)").run(name, JSON.stringify(value));
  write("kept_from", { runsFrom, hoursFrom, daysFrom, hoursDone: hoursFrom, daysDone: daysFrom });
  write("days_rolled", { from: runsFrom, to: runsFrom, after: -1, reached });
  connection.exec(`
    DELETE FROM meta WHERE name = 'horizons';
    DROP TABLE rollups;
    DROP TABLE reading_rollups;
    DROP TABLE dirty_buckets;
  `);
};

/** By level (runs, minutes, hours, days), the time before which version 1 had deleted its rows. */
const readHorizons = (connection: DatabaseSync): readonly number[] => {
  const text = connection.prepare("SELECT value FROM meta WHERE name = 'horizons'").get()?.["value"];
  return typeof text === "string" ? asNumbers(JSON.parse(text)) : [];
};

/** Written by version 1 alone: a list of four numbers. */
const asNumbers = (value: unknown): readonly number[] => value as readonly number[];
