import type { SinkPoint } from "../../core/sink.ts";

/** Points that are written together, in the order of their time, and what is noted once they are taken. */
export interface Piece {
  readonly points: readonly SinkPoint[];
  readonly taken: () => Promise<void>;
}

const timeOf = ({ when }: SinkPoint): number => (when.kind === "day" ? Date.parse(when.day) : when.at);

export const inOrder = (points: readonly SinkPoint[]): readonly SinkPoint[] =>
  points.toSorted((left, right) => timeOf(left) - timeOf(right));
