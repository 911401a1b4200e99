import chartStyle from "uplot/dist/uPlot.min.css?inline";
import type { PageData } from "../../http/pages.ts";
import { favicon } from "../overview/favicon.ts";
import { countLooks, overviewSentence, worstLook } from "../overview/sentence.ts";
import { titleOfNumbers } from "../numbers/numbers-page.tsx";
import { PageProvider, usePage } from "../page-context.tsx";
import { Page } from "./page.tsx";
import { lookOf, type Look } from "../../http/look.ts";
import { scriptsOf } from "./scripts.ts";
import { Shell } from "./shell.tsx";
import numbersStyle from "../styles/numbers.css?inline";
import style from "../styles/page.css?inline";
import type { Words } from "../words/en.ts";
import { wordsFor } from "../words/sections.ts";

/** What one page alone needs; the order of the layers stands in the style of all. */
const extraStyle: Partial<Record<PageData["page"], string>> = {
  check: `@layer chart{${chartStyle}}`,
  numbers: `@layer chart,base,frame,parts,pages;@layer pages{${numbersStyle}}`,
};

/** The whole document: readable as it is, alive once its script has run. */
export const Document = ({ nonce, data }: { readonly nonce: string; readonly data: PageData }) => {
  const { words, frame } = usePage();
  const { title, look } = signOf(data, words);
  const own = wordsFor(data.page, words);
  const css = (extraStyle[data.page] ?? "") + style;
  return (
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f5f1" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#131417" />
        <title>{`${title} · ${frame.title}`}</title>
        <link rel="icon" href={favicon(look)} />
        <style nonce={nonce} dangerouslySetInnerHTML={{ __html: css }} />
        <Scripts data={data} nonce={nonce} />
      </head>
      <body>
        <Shell page={data.page}>
          <PageProvider frame={frame} words={own}>
            <Page {...data} />
          </PageProvider>
        </Shell>
        {/* `<` is escaped: nothing in the data can end the element. */}
        {scriptsOf(data.page) && (
          <script
            type="application/json"
            id="page-data"
            nonce={nonce}
            dangerouslySetInnerHTML={{
              __html: JSON.stringify({ frame, data, words: own }).replaceAll("<", "\\u003c"),
            }}
          />
        )}
      </body>
    </html>
  );
};

const Scripts = ({ data, nonce }: { readonly data: PageData; readonly nonce: string }) => {
  const { frame } = usePage();
  const scripts = scriptsOf(data.page);
  if (!scripts) return null;
  return (
    <>
      <script type="module" src={`${frame.base}/${scripts.entry}`} nonce={nonce} />
      {scripts.preload.map((file) => (
        <link key={file} rel="modulepreload" href={`${frame.base}/${file}`} nonce={nonce} />
      ))}
    </>
  );
};

/** What the tab says: its title and the look of its icon. */
const signOf = (data: PageData, words: Words): { readonly title: string; readonly look: Look } => {
  switch (data.page) {
    case "overview": {
      const counts = countLooks(data.overview.checks, data.overview.unlisted);
      return { title: overviewSentence(counts, words), look: worstLook(counts) };
    }
    case "checks":
      return { title: data.group || words.overview.otherGroup, look: "pending" };
    case "check": {
      const look = lookOf(data.check);
      return { title: `${words.looks[look]} · ${data.check.title}`, look };
    }
    case "incident": {
      const { closedAt, severity, checkTitle } = data.incident;
      const look = closedAt === undefined ? severity : "up";
      return { title: `${words.incidents.title} · ${checkTitle}`, look };
    }
    case "numbers":
      return { title: titleOfNumbers(data.numbers, words), look: "pending" };
    case "incidents":
    case "channels":
    case "settings":
      return { title: words[data.page].title, look: "pending" };
    case "sign-in":
      return { title: words.signIn.title, look: "pending" };
    case "set-up":
      return { title: words.setUp.title, look: "pending" };
    case "error":
      return { title: words.error.titles[data.status] ?? words.error.other, look: "pending" };
  }
};
