import { useSignalEffect } from "@preact/signals";
import { usePage } from "../page-context.tsx";
import { favicon } from "./favicon.ts";
import type { OverviewState } from "./overview-state.ts";
import { overviewSentence, worstLook } from "./sentence.ts";

/** Keeps the tab's title and icon saying what the headline says. */
export const useTabSign = (state: OverviewState): void => {
  const { words, frame } = usePage();
  useSignalEffect(() => {
    const counts = state.counts.value;
    document.title = `${overviewSentence(counts, words)} · ${frame.title}`;
    document.querySelector("link[rel=icon]")?.setAttribute("href", favicon(worstLook(counts)));
  });
};
