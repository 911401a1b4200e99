import { withCharacters } from "./character-references.ts";

const tags = (names: string): ReadonlySet<string> => new Set(names.split(" "));

/** Those that do not part words. */
const inline = tags(
  "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr",
);

/** Everything else that is markup; other names in angle brackets are what somebody wrote: `List<String>`. */
const other = tags(
  "address area article aside audio base blockquote body br button canvas caption center col colgroup dd details dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input label legend li link main map menu meta meter nav noscript object ol optgroup option output p param picture pre progress script section select source style summary svg table tbody td template textarea tfoot th thead title tr track ul video",
);

const hidden = tags("script style template title textarea iframe noscript");

interface Tag {
  readonly name: string;
  /** Behind its `>`. */
  readonly end: number;
}

const tagName = /<\/?([A-Za-z][A-Za-z\d]*)(?=[\s/>])/y;

/** The markup that begins at a `<`; absent when it is text. */
const tagAt = (html: string, at: number): Tag | undefined => {
  const next = html[at + 1];
  const isDeclaration = next === "!" || next === "?";
  tagName.lastIndex = at;
  const name = isDeclaration ? "!" : (tagName.exec(html)?.[1]?.toLowerCase() ?? "");
  if (!isDeclaration && !inline.has(name) && !other.has(name)) return undefined;
  const isComment = html.startsWith("<!--", at);
  const close = isComment ? html.indexOf("-->", at + 4) : html.indexOf(">", at);
  return { name, end: close < 0 ? html.length : close + (isComment ? 3 : 1) };
};

/** What follows a tag whose content nobody reads. */
const contentEnd = (lowerCased: string, { name, end }: Tag, at: number): number => {
  if (!hidden.has(name) || lowerCased[at + 1] === "/") return end;
  const close = lowerCased.indexOf(`</${name}`, end);
  return close < 0 ? lowerCased.length : close;
};

/** More is not looked at: what is made of it is short. */
const mostHtml = 20_000;

/** HTML as plain text: without markup, scripts and styles, with characters for their names. Never throws. */
export const textOfHtml = (source: string): string => {
  const html = source.slice(0, mostHtml);
  const lowerCased = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  let text = "";
  let at = 0;
  for (let open = html.indexOf("<"); open >= 0; open = html.indexOf("<", at)) {
    text += html.slice(at, open);
    const tag = tagAt(html, open);
    if (tag) {
      if (!inline.has(tag.name)) text += " ";
      at = contentEnd(lowerCased, tag, open);
    } else {
      text += "<";
      at = open + 1;
    }
  }
  return withCharacters(text + html.slice(at));
};
