import type { WidgetView } from "../../http/page-schemas.ts";
import { usePage } from "../page-context.tsx";
import { fill } from "../text/fill.ts";
import { daysSentence, linesSentence } from "../numbers/sentences.ts";
import { useFigures } from "../numbers/use-figures.ts";
import { clip } from "./clip.ts";
import { ImageBody, imageWidth, bodyHeight } from "./image-body.tsx";
import { imageStyle } from "./image-style.ts";

const [top, foot] = [42, 34];

/** One widget as an SVG image that stands for itself: nothing is loaded, nothing runs. */
export const WidgetImage = ({ widget, nonce }: { readonly widget: WidgetView; readonly nonce: string }) => {
  const { words } = usePage();
  const height = top + bodyHeight(widget.data, widget.type) + foot;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={imageWidth}
      height={height}
      viewBox={`0 0 ${imageWidth} ${height}`}
      role="img"
      aria-labelledby="t d"
      lang={words.language}
    >
      <title id="t">{widget.title}</title>
      <desc id="d">{useDescription(widget)}</desc>
      <style nonce={nonce} dangerouslySetInnerHTML={{ __html: imageStyle }} />
      <rect class="card" x="0.5" y="0.5" width={imageWidth - 1} height={height - 1} rx="12" />
      <text class="title" x="16" y="27">
        {clip(widget.title, 58)}
      </text>
      <g class={widget.stale ? "old" : undefined} transform={`translate(0 ${top})`}>
        <ImageBody widget={widget} />
      </g>
      <Foot widget={widget} y={height - 14} />
    </svg>
  );
};

const Foot = ({ widget, y }: { readonly widget: WidgetView; readonly y: number }) => {
  const { words, format, frame } = usePage();
  const { asOf, stale } = widget;
  const when =
    asOf === undefined
      ? ""
      : fill(stale ? words.numbers.lastRead : words.numbers.asOf, { moment: format.moment(asOf, frame.now) });
  return (
    <>
      {stale && <circle class="ring" cx="21" cy={y - 4} r="4" />}
      <text class="small" x={stale ? 31 : 16} y={y}>
        {stale ? `${words.looks.stale} · ${when}` : when}
      </text>
      <text class="small end" x={imageWidth - 16} y={y}>
        {frame.timezone}
      </text>
    </>
  );
};

const useDescription = (widget: WidgetView): string => {
  const { words, format } = usePage();
  const figures = useFigures();
  const { data, title } = widget;
  switch (data.kind) {
    case "nothing":
      return words.numbers.nothing;
    case "number":
      return `${title}: ${figures.value(data.value, widget.unit, widget.unitLabel)}`;
    case "days":
      return daysSentence(widget, data, words, figures);
    case "lines":
      return linesSentence(widget, data, words, figures);
    case "table":
      return data.rows.map((row) => row.join(" ")).join("; ");
    case "parts":
      return data.rows.map((row) => `${row.title} ${figures.value(row.value, widget.unit)}`).join("; ");
    case "entries":
      return data.entries.map((entry) => `${entry.title} (${format.day(entry.at)})`).join("; ");
  }
};
