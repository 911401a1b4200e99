import type { WidgetView } from "../../http/page-schemas.ts";
import { Said } from "../parts/said.tsx";
import { State } from "../parts/state.tsx";
import { Time } from "../parts/time.tsx";
import { usePage } from "../page-context.tsx";
import { Calendar } from "./calendar.tsx";
import { BarGraph, LineGraph } from "./graph.tsx";
import { Figure } from "./number.tsx";
import { Entries, PartsTable, SourceTable } from "./tables.tsx";

/** What a widget shows, without its frame. */
export const WidgetBody = ({ widget }: { readonly widget: WidgetView }) => {
  const { numbers } = usePage().words;
  const { data } = widget;
  switch (data.kind) {
    case "nothing":
      return <p class="empty">{numbers.nothing}</p>;
    case "number":
      return <Figure widget={widget} data={data} />;
    case "days":
      return widget.type === "calendar" ? (
        <Calendar widget={widget} data={data} />
      ) : (
        <BarGraph widget={widget} data={data} />
      );
    case "lines":
      return <LineGraph widget={widget} data={data} />;
    case "table":
      return <SourceTable widget={widget} data={data} />;
    case "parts":
      return <PartsTable widget={widget} data={data} />;
    case "entries":
      return <Entries data={data} />;
  }
};

const dayMs = 86_400_000;

/** How old what is shown is. What may no longer be so says it by a shape and in words. */
export const AsOf = ({ widget }: { readonly widget: WidgetView }) => {
  const { words, format, frame } = usePage();
  const { numbers } = words;
  const { asOf, stale } = widget;
  const isToday =
    asOf !== undefined && frame.now - asOf < dayMs && format.day(asOf) === format.day(frame.now);
  return (
    <p class="quiet as-of">
      {stale && <State look="stale" />}
      {asOf === undefined ? (
        stale || widget.data.kind === "nothing" ? null : (
          numbers.ageUnknown
        )
      ) : (
        <span>
          <Said say={stale ? numbers.lastRead : numbers.asOf}>
            <Time at={asOf} as={isToday ? "clock" : "moment"} />
          </Said>
        </span>
      )}
    </p>
  );
};
