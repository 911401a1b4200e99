import type { CheckDetail, CheckSummary } from "../../http/schemas.ts";

/** What one bar stands for. Each kind has its own shape, so that colour is never alone. */
export type BarKind = "up" | "degraded" | "down" | "unknown";

export interface Bar {
  readonly kind: BarKind;
  /** Height of a good bar, 0 to 1. */
  readonly level: number;
}

export interface BarPath {
  readonly kind: BarKind;
  readonly d: string;
}

export const barPitch = 4;
export const barHeight = 32;
const barWidth = 3;
const shortest = 0.14;
const downGap = { from: 12, to: 17 } as const;

/**
 * One SVG path per kind, oldest bar left: good bars are as high as their level, degraded ones full, down ones full
 * with a gap, and those without data a low outline.
 */
export const barPaths = (bars: readonly Bar[]): readonly BarPath[] => {
  const paths = new Map<BarKind, string>();
  bars.forEach(({ kind, level }, index) => {
    paths.set(kind, (paths.get(kind) ?? "") + barShape(kind, level, index * barPitch));
  });
  return [...paths].map(([kind, d]) => ({ kind, d }));
};

const barShape = (kind: BarKind, level: number, x: number): string => {
  switch (kind) {
    case "up":
      return block(x, Math.round(barHeight * (1 - Math.max(shortest, Math.min(1, level)))), barHeight);
    case "degraded":
      return block(x, 0, barHeight);
    case "down":
      return block(x, 0, downGap.from) + block(x, downGap.to, barHeight);
    case "unknown":
      return block(x, barHeight - 7, barHeight - 1);
  }
};

const block = (x: number, top: number, bottom: number): string =>
  `M${x} ${top}h${barWidth}V${bottom}h${-barWidth}z`;

/** The latest runs: latency on a root scale, so that one slow run does not flatten the others. */
export const sparkBars = ({
  sparkline,
  sparkStatus,
}: Pick<CheckSummary, "sparkline" | "sparkStatus">): readonly Bar[] => {
  const slowest = Math.max(1, ...sparkline.map((latency) => latency ?? 0));
  return sparkStatus.map((kind, index) => ({
    kind,
    level: Math.sqrt((sparkline[index] ?? slowest / 4) / slowest),
  }));
};

/** The worst thing of each day. Good days are equally high. */
export const stripBars = (strip: CheckDetail["strip"]): readonly Bar[] =>
  strip.map((day) => ({ kind: worstOf(day), level: 0.62 }));

export const worstOf = (counts: CheckDetail["strip"][number]): BarKind => {
  if (counts.down > 0) return "down";
  if (counts.degraded > 0) return "degraded";
  return counts.up > 0 ? "up" : "unknown";
};
