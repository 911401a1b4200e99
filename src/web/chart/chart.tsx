import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { CheckDetail } from "../../http/schemas.ts";
import { phaseNames } from "../../core/outcome.ts";
import { collect } from "../live/collect.ts";
import { usePage } from "../page-context.tsx";
import { subjectName } from "../findings/names.ts";
import { hasValues } from "./layers.ts";
import { presets, type Preset } from "./range.ts";
import { Quantiles, Readout } from "./readout.tsx";
import { chartKeys } from "./keys.ts";
import { createSeriesState, type SeriesState } from "./series-state.ts";
import { usePlot } from "./use-plot.ts";
import { fill } from "../text/fill.ts";

const renewEveryMs = 10_000;

/** A day would hide the few runs of a check that has just begun. */
const isYoung = ({ latency, everyMs }: CheckDetail): boolean =>
  latency !== undefined && latency.count * everyMs < 2 * presets.hour;

/** A reading over time: latency by phase, or any other number that the check gives. */
export const Chart = ({ check }: { readonly check: CheckDetail }) => {
  const { words, api, now } = usePage();
  const host = useRef<HTMLDivElement>(null);
  const names = check.readings.map(({ name }) => name);
  const readings = names.filter(
    (name) => name !== "status_code" && !(phaseNames as readonly string[]).includes(name),
  );
  const state = useMemo(
    () =>
      createSeriesState({
        checkId: check.id,
        reading: readings.includes("latency") ? "latency" : (readings[0] ?? "latency"),
        preset: isYoung(check) ? "hour" : "day",
        api,
        now: () => now.peek(),
        widthPx: () => host.current?.clientWidth ?? 390,
      }),
    [],
  );
  const renew = useMemo(() => collect(renewEveryMs, async () => state.renew()), []);
  useEffect(() => (state.series.peek() ? renew() : state.renew()), [check.lastRunAt]);
  const isLatency = state.reading.value === "latency";
  return (
    <section class="panel wide chart" aria-labelledby="chart">
      <div class="panel-top">
        <h2 id="chart">{isLatency ? words.chart.title : subjectName(state.reading.value, words)}</h2>
        {readings.length > 1 && (
          <select
            class="needs-script"
            aria-label={words.chart.reading}
            onChange={(event) => state.choose(event.currentTarget.value)}
          >
            {readings.map((name) => (
              <option key={name} value={name}>
                {subjectName(name, words)}
              </option>
            ))}
          </select>
        )}
      </div>
      <RangeButtons state={state} />
      <Canvas state={state} host={host} />
      <noscript>
        <p>{words.chart.needsScript}</p>
      </noscript>
      <Quantiles
        distribution={state.series.value?.distribution ?? check.latency}
        unit={state.layers.value?.unit ?? "ms"}
      />
    </section>
  );
};

const presetNames = Object.keys(presets) as readonly Preset[];

const RangeButtons = ({ state }: { readonly state: SeriesState }) => {
  const { chart } = usePage().words;
  return (
    <div class="ranges needs-script" role="group" aria-label={chart.range}>
      {presetNames.map((preset) => (
        <button
          key={preset}
          type="button"
          aria-pressed={state.preset.value === preset}
          onClick={() => state.show(preset)}
        >
          {chart.ranges[preset]}
        </button>
      ))}
    </div>
  );
};

const Canvas = (props: {
  readonly state: SeriesState;
  readonly host: { current: HTMLDivElement | null };
}) => {
  const { state, host } = props;
  const { words } = usePage();
  const cursor = useSignal<number | undefined>(undefined);
  const plot = usePlot(state, host, cursor);
  const layers = state.layers.value;
  const last = (layers?.times.length ?? 1) - 1;
  const index = cursor.value ?? last;
  const spoken = useSpoken(state, cursor.value);
  const move = (next: number) => plot.current?.setCursor(Math.max(0, Math.min(last, next)));
  return (
    <>
      <Readout layers={layers} index={cursor.value} />
      <div
        ref={host}
        class="plot"
        role="slider"
        tabIndex={0}
        aria-label={words.chart.keys}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={Math.max(0, index)}
        aria-valuetext={spoken}
        onKeyDown={chartKeys(state, () => index, move)}
      />
      <p class="plot-note" role="status">
        {state.failed.value ? words.chart.failed : layers && !hasValues(layers) ? words.chart.none : ""}
      </p>
    </>
  );
};

/** What a screen reader hears at the cursor, or the whole range without one. */
const useSpoken = ({ layers, range }: SeriesState, index: number | undefined): string => {
  const { words, format, frame } = usePage();
  const moment = (at: number) => format.moment(at, frame.now);
  const found = layers.value;
  const at = index === undefined ? undefined : found?.times[index];
  if (!found || index === undefined || at === undefined)
    return fill(words.chart.between, { from: moment(range.value.from), to: moment(range.value.to) });
  const value = found.mean[index] ?? null;
  return fill(words.chart.spoken, {
    moment: moment(at),
    values: value === null ? words.uptime.none : format.reading(value, found.unit),
  });
};
