import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { CheckDetail } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import { stripBars, worstOf } from "../parts/bar-paths.ts";
import { Bars } from "../parts/bars.tsx";
import { State } from "../parts/state.tsx";
import { Uptime } from "../parts/uptime.tsx";
import { dayAt, daySentence, stripSentence } from "./strip-days.ts";

/** 90 days in one row of bars: one focus stop, walked by arrow keys or a finger, each day said as a sentence. */
export const Strip = ({ check }: { readonly check: CheckDetail }) => {
  const { words, format, frame } = usePage();
  const days = check.strip.length;
  const chosen = useSignal<number | undefined>(undefined);
  const track = useRef<HTMLDivElement>(null);
  const at = (index: number) => dayAt(index, days, frame.now);
  const sentence = stripSentence(check.strip, check.uptime.quarter, at, words, format);
  const choose = (index: number) => (chosen.value = Math.max(0, Math.min(days - 1, index)));
  const index = chosen.value ?? days - 1;
  const day = check.strip[index];
  const spoken = day ? daySentence(day, at(index), words, format) : "";
  return (
    <section class="panel" aria-labelledby="strip">
      <h2 id="strip">{words.strip.title}</h2>
      <Uptime uptime={check.uptime} />
      <div
        ref={track}
        class="strip"
        role="slider"
        tabIndex={0}
        aria-label={sentence}
        aria-valuemin={1}
        aria-valuemax={days}
        aria-valuenow={index + 1}
        aria-valuetext={spoken}
        onKeyDown={(event) => {
          const next = steps[event.key]?.(index, days);
          if (next === undefined) return;
          event.preventDefault();
          choose(next);
        }}
        onPointerDown={(event) => choose(indexAt(event, track.current, days))}
        onPointerMove={(event) => choose(indexAt(event, track.current, days))}
      >
        <Bars bars={stripBars(check.strip)} label={sentence} slots={90} />
        <svg class="strip-mark" viewBox={`0 0 ${days} 1`} preserveAspectRatio="none" aria-hidden="true">
          {chosen.value !== undefined && <rect x={index} width="1" height="1" />}
        </svg>
      </div>
      <p class="strip-ends quiet">
        <span>{words.strip.oldest}</span>
        <span>{words.strip.newest}</span>
      </p>
      <p class="strip-day">
        {chosen.value === undefined || !day ? (
          sentence
        ) : (
          <>
            <State look={worstOf(day)} /> {spoken}
          </>
        )}
      </p>
    </section>
  );
};

const steps: Readonly<Record<string, (index: number, days: number) => number>> = {
  ArrowLeft: (index) => index - 1,
  ArrowDown: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  ArrowUp: (index) => index + 1,
  PageUp: (index) => index + 7,
  PageDown: (index) => index - 7,
  Home: () => 0,
  End: (_, days) => days - 1,
};

const indexAt = (event: PointerEvent, track: HTMLElement | null, days: number): number => {
  const { left = 0, width = 1 } = track?.getBoundingClientRect() ?? {};
  return Math.floor(((event.clientX - left) / width) * days);
};
