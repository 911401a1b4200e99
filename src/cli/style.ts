import type { Status } from "../core/outcome.ts";
import type { Terminal } from "./command.ts";

type Colour = "red" | "yellow" | "green" | "grey" | "bold";

const codes: Readonly<Record<Colour, readonly [number, number]>> = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  grey: [90, 39],
  bold: [1, 22],
};

/** Paints a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

/** Paints for a person who wants colours (no-color.org), leaves text alone otherwise. */
export const createPaint = ({ isInteractive, env }: Terminal): Paint => {
  if (!isInteractive || env["NO_COLOR"] || env["TERM"] === "dumb") return (_, text) => text;
  return (colour, text) => `\u001b[${codes[colour][0]}m${text}\u001b[${codes[colour][1]}m`;
};

/** A status is a shape, a word and a colour: never a colour alone. */
export const statusLook: Readonly<Record<Status, { readonly symbol: string; readonly colour: Colour }>> = {
  up: { symbol: "✔", colour: "green" },
  degraded: { symbol: "▲", colour: "yellow" },
  down: { symbol: "✖", colour: "red" },
  unknown: { symbol: "?", colour: "grey" },
};

/** Text from outside made safe for a terminal: control characters could move the cursor or change the title. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, "\uFFFD");
