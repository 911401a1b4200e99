import type { Look } from "../../http/look.ts";

const hollow = (dashes = "") =>
  `<circle cx="10" cy="10" r="6.6" fill="none" stroke="currentColor" stroke-width="2.4"${dashes}/>`;

/** The shape of each look as SVG on a grid of 20, in the current colour. */
export const lookShapes: Readonly<Record<Look, string>> = {
  up: '<circle cx="10" cy="10" r="7"/>',
  degraded:
    '<path d="M10 2.6 18.4 17H1.6z" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>',
  down: '<path d="M4 4l12 12M16 4 4 16" stroke="currentColor" stroke-width="4.4" stroke-linecap="round"/>',
  paused: '<path d="M5 3.5h3.4v13H5zM11.6 3.5H15v13h-3.4z"/>',
  pending: hollow(' stroke-dasharray="3 2.6"'),
  unknown: hollow(),
  stale: hollow(),
};
