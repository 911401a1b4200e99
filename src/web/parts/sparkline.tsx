import type { CheckSummary } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { sparkBars } from "./bar-paths.ts";
import { Bars } from "./bars.tsx";
import { fill } from "../text/fill.ts";

const sparkSlots = 40;

/** The latest runs of a check. */
export const Sparkline = ({ check }: { readonly check: CheckSummary }) => {
  const { overview } = usePage().words;
  const bad = check.sparkStatus.filter((status) => status === "down" || status === "degraded").length;
  const label =
    check.sparkStatus.length === 0
      ? overview.noSpark
      : fill(bad === 0 ? overview.sparkGood : overview.spark, { runs: check.sparkStatus.length, bad });
  return <Bars bars={sparkBars(check)} label={label} slots={sparkSlots} class="spark" />;
};
