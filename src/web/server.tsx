import renderToString from "preact-render-to-string";
import type { PageData, PageFrame } from "../http/pages.ts";
import { Document } from "./document/document.tsx";
import { PageProvider } from "./page-context.tsx";
import { en } from "./words/en.ts";
import { ja } from "./words/ja.ts";

const catalogues = { en, ja } as const;

/** A whole HTML document. Everything inline carries the frame's nonce. */
export const render = (frame: PageFrame, data: PageData): string => {
  const { nonce, ...rest } = frame;
  const html = renderToString(
    <PageProvider frame={rest} words={catalogues[frame.locale]}>
      <Document nonce={nonce} data={data} />
    </PageProvider>,
  );
  return `<!doctype html>${html}`;
};
