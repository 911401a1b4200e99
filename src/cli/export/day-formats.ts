import { seriesCsvHead, seriesCsvLine, type SeriesRow } from "../../core/series-csv.ts";
import type { RowFormat } from "./run-format.ts";

/** The columns of `/api/v1/series.csv`. */
export const dayCsvFormat: RowFormat<SeriesRow> = {
  head: seriesCsvHead,
  between: "",
  foot: "",
  row: seriesCsvLine,
};

/** One array, a day value a line. */
export const dayJsonFormat: RowFormat<SeriesRow> = {
  head: "[\n",
  between: ",\n",
  foot: "\n]\n",
  row: ({ time, ...row }) => JSON.stringify({ day: time, ...row }),
};
