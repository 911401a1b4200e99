import type { CheckSummary } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";

/** Uptime over 24 hours, 7 days and 90 days. */
export const Uptime = ({ uptime }: { readonly uptime: CheckSummary["uptime"] }) => {
  const { words, format } = usePage();
  return (
    <dl class="uptime" aria-label={words.uptime.label}>
      {(["day", "week", "quarter"] as const).map((span) => (
        <div key={span}>
          <dt>{words.uptime[span]}</dt>
          <dd>{format.ratio(uptime[span])}</dd>
        </div>
      ))}
    </dl>
  );
};
