import { useMemo } from "preact/hooks";
import { usePage } from "../page-context.tsx";
import { createFigures, type Figures } from "./figures.ts";

export const useFigures = (): Figures => {
  const { words, format, frame } = usePage();
  return useMemo(() => createFigures(words, format, frame.now), [words, format, frame.now]);
};
