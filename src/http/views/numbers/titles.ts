import type { SeriesName, Widget } from "../../../core/page.ts";
import type { Desk } from "./desk.ts";

/** A reading in words: `new_entries` is `New entries`. */
const inWords = (reading: string): string => {
  const text = reading.replaceAll("_", " ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
};

/** `Commits · commits`, or the part's name. */
export const seriesTitle = async (desk: Desk, { check, reading, part }: SeriesName): Promise<string> => {
  const title = desk.title(check);
  const said = part === undefined ? inWords(reading) : ((await desk.titles(check)).get(part) ?? part);
  return title.toLowerCase() === said.toLowerCase() ? title : `${title} · ${said}`;
};

/** What a widget is called that was given no title. */
export const widgetTitle = async (desk: Desk, widget: Widget): Promise<string> => {
  if (widget.title !== undefined) return widget.title;
  switch (widget.type) {
    case "feed":
      return desk.title(widget.check);
    case "table": {
      const { of } = widget;
      if (of.kind === "parts") return seriesTitle(desk, { check: of.check, reading: of.reading });
      return seriesTitle(desk, { ...of, reading: of.table });
    }
    case "chart":
      return (
        await Promise.all(widget.lines.map(async (one) => one.title ?? seriesTitle(desk, one.series)))
      ).join(", ");
    case "number":
    case "line":
    case "bars":
    case "calendar":
      return seriesTitle(desk, widget.series);
  }
};
