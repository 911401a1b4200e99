const marks = "{}[],:#";
const firstMask = 0xfdd0;

/**
 * `{ user: ${NAME} }` is no YAML, since braces end a plain text in `{}`. Inside `${…}` such marks are replaced,
 * one for one so that positions stay, by Unicode's noncharacters and put back in each text after parsing.
 */
export const maskReferences = (text: string): string =>
  text.replace(/\$\{[^{}"'\r\n]*\}/g, (reference) =>
    reference.replace(/[{}[\],:#]/g, (mark) => String.fromCharCode(firstMask + marks.indexOf(mark))),
  );

/** The text as it was before masking. */
export const unmask = (text: string): string =>
  text.replace(/[\uFDD0-\uFDD6]/g, (mask) => marks[mask.charCodeAt(0) - firstMask] ?? mask);
