import type { CheckDetail } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { Time } from "../parts/time.tsx";
import { subjectName } from "../findings/names.ts";
import type { Layers } from "./layers.ts";

/** The legend, with the values under the cursor. Its height never changes. */
export const Readout = (props: {
  readonly layers: Layers | undefined;
  readonly index: number | undefined;
}) => {
  const { words, format } = usePage();
  const { layers, index } = props;
  const at = index === undefined ? undefined : layers?.times[index];
  const value = (values: readonly (number | null)[]): string => {
    const found = index === undefined ? null : (values[index] ?? null);
    return found === null || !layers ? "" : format.reading(found, layers.unit);
  };
  return (
    <div class="readout">
      <p class="quiet">{at === undefined ? "\u00a0" : <Time at={at} />}</p>
      <ul>
        <li>
          <i class="ink-line" />
          {layers && layers.reading !== "latency"
            ? subjectName(layers.reading, words)
            : words.chart.total}{" "}
          <b>{layers && value(layers.mean)}</b>
        </li>
        {layers?.phases.map(({ name, values }) => (
          <li key={name}>
            <i class={`ink-${name}`} />
            {subjectName(name, words)} <b>{value(values)}</b>
          </li>
        ))}
        <li>
          <i class="ink-band" />
          {words.chart.band}{" "}
          <b>{layers && at !== undefined && `${value(layers.min)} – ${value(layers.max)}`}</b>
        </li>
      </ul>
    </div>
  );
};

/** Median, 95 %, 99 % and the slowest of the range. */
export const Quantiles = (props: {
  readonly distribution: CheckDetail["latency"];
  readonly unit: string;
}) => {
  const { words, format } = usePage();
  const { distribution, unit } = props;
  return (
    <dl class="quantiles">
      {(["p50", "p95", "p99", "max", "count"] as const).map((name) => (
        <div key={name}>
          <dt>{words.chart.quantiles[name]}</dt>
          <dd>
            {distribution ? format.reading(distribution[name], name === "count" ? "count" : unit) : "–"}
          </dd>
        </div>
      ))}
    </dl>
  );
};
