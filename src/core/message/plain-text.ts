/** Control characters and bidirectional overrides: invisible in a chat, and able to reorder a line. */
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Foreign text as one printable line of at most `max` characters (code points), the last an ellipsis when it
 * was cut. Never empty: nothing becomes an en dash, because some channels refuse empty values.
 */
export const plainLine = (text: string, max: number): string => {
  const line = text.toWellFormed().replace(unprintable, " ").replace(/\s+/g, " ").trim();
  const characters = line.length > max ? Array.from(line) : [];
  return (characters.length > max ? `${characters.slice(0, max - 1).join("")}…` : line) || "–";
};
