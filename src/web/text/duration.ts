import { durationParts } from "../../core/message/duration-parts.ts";
import type { Words } from "../words/en.ts";
import { fill } from "./fill.ts";

/** How long something took, as people say it: `8.2 ms`, `1.94 s`, `8 min`, `2 h 5 min`. */
export const durationText = (
  ms: number,
  { units, unitSeparator }: Pick<Words, "units" | "unitSeparator">,
): string =>
  durationParts(ms, "fine")
    .map(({ n, unit }) => fill(units[unit], { n }))
    .join(unitSeparator);
