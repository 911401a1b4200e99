/** Wide characters take two places. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** A text that takes at most so many places of narrow letters; a longer one ends with an ellipsis. */
export const clip = (text: string, places: number): string => {
  let taken = 0;
  let kept = "";
  for (const letter of text) {
    const own = wide.test(letter) ? 2 : 1;
    if (taken + own > places) return `${kept.slice(0, -1).trimEnd()}…`;
    taken += own;
    kept += letter;
  }
  return text;
};
