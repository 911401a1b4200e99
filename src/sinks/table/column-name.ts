import type { SinkSeries } from "../../core/sink.ts";

/** The header of the key column. */
export const keyColumn = "date";

/**
 * What stands in the header of a series' column: `commits.commits`, or `commits.commits{17 octo/hello}` for a part: its
 * lasting identity, then the name it had when the column was made.
 */
export const columnName = (series: SinkSeries): string => {
  const { checkId, reading, part, partTitle } = series;
  const whole = `${checkId}.${reading}`;
  if (part === "") return whole;
  const title =
    partTitle === undefined
      ? ""
      : ` ${partTitle
          .replaceAll(/[{}\s]+/g, " ")
          .trim()
          .slice(0, 100)}`;
  return `${whole}{${escaped(part)}${title}}`;
};

/** What identifies the column with this header, whatever the part is called by now. */
export const columnKey = (header: string): string => {
  const [, whole, part] = /^([^{}]+)\{(\S+?)(?: [^{}]*)?\}$/.exec(header.trim()) ?? [];
  return part === undefined ? header.trim() : `${whole}{${part}}`;
};

/** The key of a series' column. */
export const seriesKey = (series: SinkSeries): string => columnKey(columnName(series));

const escaped = (part: string): string =>
  part.replaceAll(/[\s{}%]/g, (character) => encodeURIComponent(character));
