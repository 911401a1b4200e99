import { barHeight, barPaths, barPitch, type Bar } from "./bar-paths.ts";

/** Bars over time as an image with one sentence. `slots` keeps the bars' width when there are fewer yet. */
export const Bars = (props: {
  readonly bars: readonly Bar[];
  readonly label: string;
  readonly slots: number;
  readonly class?: string;
}) => {
  const missing = Math.max(0, props.slots - props.bars.length);
  return (
    <svg
      class={`bars ${props.class ?? ""}`}
      viewBox={`${-missing * barPitch} 0 ${props.slots * barPitch - 1} ${barHeight}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={props.label}
    >
      {barPaths(props.bars).map(({ kind, d }) => (
        <path key={kind} class={kind} d={d} />
      ))}
    </svg>
  );
};
