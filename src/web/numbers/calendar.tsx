import type { DataOf, WidgetView } from "../../http/page-schemas.ts";
import { usePage } from "../page-context.tsx";
import { heatWeeks, type HeatCell, type HeatWeek } from "./calendar-model.ts";
import { daysSentence } from "./sentences.ts";
import { useFigures } from "./use-figures.ts";

/**
 * A year at a glance, as a table: a column for each week, a row for each day of the week. Where it is wider than its
 * place it begins at the newest week and scrolls back.
 */
export const Calendar = ({
  widget,
  data,
}: {
  readonly widget: WidgetView;
  readonly data: DataOf<"days">;
}) => {
  const { words } = usePage();
  const figures = useFigures();
  const weeks = heatWeeks(data, words.language === "ja" ? 0 : 1);
  const first = weeks[0]?.at ?? 0;
  const label = daysSentence(widget, data, words, figures);
  return (
    <>
      <div class="heat" role="group" aria-label={label} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <td />
              {weeks.map((week, index) => (
                <th key={week.at} scope="col">
                  <span class="unseen">{figures.day(week.at)}</span>
                  {beginsMonth(weeks, index) && (
                    <span aria-hidden="true">{figures.month(week.at + 6 * dayMs)}</span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: 7 }, (_, day) => (
              <tr key={day}>
                <th scope="row">{figures.weekday(first + day * dayMs)}</th>
                {weeks.map((week) => (
                  <Cell key={week.at} cell={week.days[day]} widget={widget} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <HeatLegend />
    </>
  );
};

const dayMs = 86_400_000;

/** The week in which a month's first day lies is labelled with it, unless the label before is too near. */
export const beginsMonth = (weeks: readonly HeatWeek[], index: number): boolean => {
  const at = weeks[index]?.at ?? 0;
  const first = new Date(at + 6 * dayMs).getUTCDate() <= 7;
  return first && index < weeks.length - 1;
};

const Cell = ({ cell, widget }: { readonly cell: HeatCell | undefined; readonly widget: WidgetView }) => {
  const { numbers } = usePage().words;
  const figures = useFigures();
  if (!cell) return <td class="out" />;
  const value =
    cell.value === null ? numbers.noData : figures.value(cell.value, widget.unit, widget.unitLabel);
  const text = cell.isOpen ? `${value} (${numbers.open})` : value;
  return (
    <td
      class={`l${cell.level ?? "n"}${cell.isOpen ? " open" : ""}`}
      title={`${figures.fullDay(cell.at)}: ${text}`}
    >
      <b>{text}</b>
    </td>
  );
};

const HeatLegend = () => {
  const { numbers } = usePage().words;
  return (
    <p class="heat-legend" aria-hidden="true">
      <i class="ln" /> {numbers.noData}
      <span class="push">{numbers.fewer}</span>
      {[0, 1, 2, 3, 4].map((level) => (
        <i key={level} class={`l${level}`} />
      ))}
      {numbers.greater}
    </p>
  );
};
