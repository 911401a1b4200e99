import { batch, signal, type ReadonlySignal } from "@preact/signals";
import type { SeriesView } from "../../http/schemas.ts";
import type { Api } from "../live/api.ts";
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

/** Holds the asked range and reading, and fetches what belongs to them; an answer to an older question is dropped. */
export const createSeriesState = (input: {
  readonly checkId: string;
  readonly reading: string;
  /** Shown at first. */
  readonly preset: Preset;
  readonly api: Pick<Api, "get">;
  readonly now: () => number;
  readonly widthPx: () => number;
}): SeriesState => {
  const { api, now } = input;
  const reading = signal(input.reading);
  const preset = signal<Preset | undefined>(input.preset);
  const range = signal(presetRange(input.preset, now()));
  const series = signal<SeriesView | undefined>(undefined);
  const layers = signal<Layers | undefined>(undefined);
  const failed = signal(false);
  let asked = 0;

  const query = (): string => {
    const { from, to } = range.peek();
    const width = Math.round(Math.min(points.most, Math.max(points.least, input.widthPx())));
    const names = readingsToAsk(reading.peek()).join(",");
    return `from=${from}&to=${to}&points=${width}&reading=${encodeURIComponent(names)}`;
  };
  const load = async (): Promise<void> => {
    const mine = ++asked;
    const path = `/checks/${encodeURIComponent(input.checkId)}/series?${query()}`;
    const found = await api.get<SeriesView>(path).catch(() => undefined);
    if (mine !== asked) return;
    batch(() => {
      failed.value = !found;
      if (!found) return;
      series.value = found;
      layers.value = layersOf(found);
    });
  };
  const show = (wanted: Preset) => {
    preset.value = wanted;
    range.value = presetRange(wanted, now());
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
    choose(next) {
      reading.value = next;
      layers.value = undefined;
      void load();
    },
    zoom(wanted, done) {
      preset.value = undefined;
      range.value = clampRange(wanted, now());
      if (done) void load();
    },
    renew: () => preset.value && show(preset.value),
  };
};
