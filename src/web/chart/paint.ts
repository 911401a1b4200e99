import type uPlot from "uplot";
import { phaseNames } from "../../core/outcome.ts";
import type { SeriesView } from "../../http/schemas.ts";
import type { TimeRange } from "./range.ts";

/** The stylesheet's colours as a canvas wants them. */
export interface Ink {
  readonly line: string;
  readonly band: string;
  readonly grid: string;
  readonly text: string;
  readonly down: string;
  readonly degraded: string;
  readonly phases: Readonly<Record<string, string>>;
}

/** Custom properties may hold `light-dark()`, which only a real property resolves: an element is asked. */
export const readInk = (host: HTMLElement): Ink => {
  const probe = document.createElement("i");
  host.append(probe);
  const colourOf = (name: string): string => {
    probe.className = `ink-${name}`;
    return getComputedStyle(probe).color;
  };
  const ink = {
    line: colourOf("line"),
    band: colourOf("band"),
    grid: colourOf("grid"),
    text: colourOf("text"),
    down: colourOf("down"),
    degraded: colourOf("degraded"),
    phases: Object.fromEntries(phaseNames.map((name) => [name, colourOf(name)])),
  };
  probe.remove();
  return ink;
};

const flagPx = 4;

/** Incidents as tinted stretches behind the lines, each with a solid edge on top that is at least a few pixels wide. */
export const paintIncidents = (
  chart: uPlot,
  incidents: SeriesView["incidents"],
  range: TimeRange,
  ink: Ink,
): void => {
  const { ctx, bbox } = chart;
  ctx.save();
  for (const { from, to = range.to, severity } of incidents) {
    const left = Math.max(bbox.left, chart.valToPos(from, "x", true));
    const right = Math.min(bbox.left + bbox.width, chart.valToPos(to, "x", true));
    const width = Math.max(flagPx, right - left);
    ctx.fillStyle = ink[severity];
    ctx.globalAlpha = 0.12;
    ctx.fillRect(left, bbox.top, width, bbox.height);
    ctx.globalAlpha = 1;
    ctx.fillRect(left, bbox.top, width, flagPx);
  }
  ctx.restore();
};
