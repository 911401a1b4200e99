import type { DataOf, WidgetView } from "../../http/page-schemas.ts";
import { Time } from "../parts/time.tsx";
import { usePage } from "../page-context.tsx";
import { fill } from "../text/fill.ts";
import { useFigures } from "./use-figures.ts";

/** A table as its source showed it. */
export const SourceTable = ({
  widget,
  data,
}: {
  readonly widget: WidgetView;
  readonly data: DataOf<"table">;
}) => {
  const { numbers } = usePage().words;
  const figures = useFigures();
  const isNumeric = (column: number) => data.rows.some((row) => typeof row[column] === "number");
  return (
    <>
      <table aria-label={widget.title}>
        <thead>
          <tr>
            {data.columns.map((column, index) => (
              <th key={index} scope="col" class={isNumeric(index) ? "number" : undefined}>
                {columnName(column, numbers)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} class={typeof cell === "number" ? "number" : undefined}>
                  {typeof cell === "number" ? figures.value(cell, "count") : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <More count={data.more} />
    </>
  );
};

interface ColumnWords {
  readonly columns: Readonly<Record<string, string>>;
  readonly part: string;
}

/** A source's own word where there is none of ours. */
export const columnName = (column: string, { columns, part }: ColumnWords): string =>
  column === "" ? part : (columns[column] ?? column.replaceAll("_", " "));

/** The parts of a reading, the greatest first, each with its share as a bar. */
export const PartsTable = ({
  widget,
  data,
}: {
  readonly widget: WidgetView;
  readonly data: DataOf<"parts">;
}) => {
  const { numbers } = usePage().words;
  const figures = useFigures();
  const most = data.rows.reduce((found, { value }) => Math.max(found, value), 0) || 1;
  return (
    <>
      <table class="parts" aria-label={widget.title}>
        <thead>
          <tr>
            <th scope="col">{numbers.part}</th>
            <th scope="col" class="number">
              {data.adds ? fill(numbers.inDays, { n: data.days }) : numbers.now}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.rows.map(({ title, value }) => (
            <tr key={title}>
              <th scope="row">
                {title}
                <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                  <path d={`M0 0H${Math.max(0, Math.round((value / most) * 1000) / 10)}V4H0z`} />
                </svg>
              </th>
              <td class="number">{figures.value(value, widget.unit, widget.unitLabel)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <More count={data.more} />
    </>
  );
};

const More = ({ count }: { readonly count: number }) => {
  const { numbers } = usePage().words;
  return count > 0 ? <p class="quiet">{fill(numbers.andMore, { n: count })}</p> : null;
};

/** The latest entries of a feed. */
export const Entries = ({ data }: { readonly data: DataOf<"entries"> }) => (
  <ul class="entries">
    {data.entries.map(({ title, url, at }, index) => (
      <li key={index}>
        {url === undefined ? (
          <span>{title}</span>
        ) : (
          <a href={url} target="_blank" rel="noopener noreferrer nofollow">
            {title}
          </a>
        )}
        <span class="quiet">
          <Time at={at} />
        </span>
      </li>
    ))}
  </ul>
);
