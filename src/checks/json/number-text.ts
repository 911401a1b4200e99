const point = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;
const comma = /^[-+]?(\d+(,\d*)?|,\d+)(e[-+]?\d+)?$/i;

/**
 * The number that a text is as a whole, white space around it aside; absent when it is none. Nothing is guessed:
 * `1,234` is no number where the point is decimal, and neither is `1.234` where the comma is.
 */
export const parseNumber = (text: string, decimal: "point" | "comma"): number | undefined => {
  const trimmed = text.trim();
  if (!(decimal === "comma" ? comma : point).test(trimmed)) return undefined;
  const value = Number(trimmed.replace(",", "."));
  return Number.isFinite(value) ? value : undefined;
};
