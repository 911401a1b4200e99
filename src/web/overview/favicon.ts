import { lookShapes } from "../parts/look-shapes.ts";
import type { Look } from "../../http/look.ts";

/** Colours that are seen on light and on dark tabs; what is neither good nor bad is grey. */
const colours: Partial<Record<Look, string>> = { up: "#2a9a63", degraded: "#c27a00", down: "#dc3b2e" };

/** A look as a tab's icon: an SVG in a data URI. */
export const favicon = (look: Look): string => {
  const colour = colours[look] ?? "#7b8494";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" color="${colour}" fill="${colour}">${lookShapes[look]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};
