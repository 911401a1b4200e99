import { useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { SeriesView } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { layersOf, readingsToAsk, type Layers } from "./layers.ts";
import { clampRange, presetRange, type Preset, type TimeRange } from "./range.ts";

/** What the chart shows, and how to ask for something else. */
export interface SeriesState {
  readonly reading: ReadonlySignal<string>;
  readonly range: ReadonlySignal<TimeRange>;
  /** Absent after a zoom. */
  readonly preset: ReadonlySignal<Preset | undefined>;
  readonly series: ReadonlySignal<SeriesView | undefined>;
  readonly layers: ReadonlySignal<Layers | undefined>;
  readonly failed: ReadonlySignal<boolean>;
  choose(reading: string): void;
  show(preset: Preset): void;
  /** Shows another range at once; the data of its own resolution follows when `done`. */
  zoom(range: TimeRange, done: boolean): void;
  /** Moves a range that ends now along, and asks again. */
  renew(): void;
}

const points = { least: 50, most: 2000 } as const;

/** Holds the asked range and reading, and fetches what belongs to them. An answer overtaken by a newer question is dropped. */
export const useSeries = (input: {
  readonly checkId: string;
  readonly reading: string;
  readonly widthPx: () => number;
}): SeriesState => {
  const { api, now } = usePage();
  const reading = useSignal(input.reading);
  const preset = useSignal<Preset | undefined>("day");
  const range = useSignal(presetRange("day", now.value));
  const series = useSignal<SeriesView | undefined>(undefined);
  const layers = useSignal<Layers | undefined>(undefined);
  const failed = useSignal(false);

  const state = useMemo(() => {
    let asked = 0;
    const load = async (): Promise<void> => {
      const mine = ++asked;
      const query = new URLSearchParams({
        from: String(range.value.from),
        to: String(range.value.to),
        points: String(Math.round(Math.min(points.most, Math.max(points.least, input.widthPx())))),
        reading: readingsToAsk(reading.value).join(","),
      });
      try {
        const found = await api.get<SeriesView>(
          `/checks/${encodeURIComponent(input.checkId)}/series?${query}`,
        );
        if (mine !== asked) return;
        series.value = found;
        layers.value = layersOf(found);
        failed.value = false;
      } catch {
        if (mine === asked) failed.value = true;
      }
    };
    const show = (wanted: Preset) => {
      preset.value = wanted;
      range.value = presetRange(wanted, now.value);
      void load();
    };
    return {
      reading,
      range,
      preset,
      series,
      layers,
      failed,
      show,
      choose(next: string) {
        reading.value = next;
        layers.value = undefined;
        void load();
      },
      zoom(wanted: TimeRange, done: boolean) {
        preset.value = undefined;
        range.value = clampRange(wanted, now.value);
        if (done) void load();
      },
      renew: () => preset.value && show(preset.value),
    };
  }, []);
  useEffect(() => state.renew(), []);
  return state;
};
