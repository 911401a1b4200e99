import type { VNode } from "preact";
import renderToString from "preact-render-to-string";
import type { WidgetView } from "../http/page-schemas.ts";
import type { PageData, PageFrame, WidgetFrame } from "../http/pages.ts";
import { Document } from "./document/document.tsx";
import { EmbedDocument } from "./embed/embed-document.tsx";
import { WidgetImage } from "./embed/widget-image.tsx";
import { PageProvider, type ClientFrame } from "./page-context.tsx";
import { en } from "./words/en.ts";
import { ja } from "./words/ja.ts";

const catalogues = { en, ja } as const;

const written = (frame: ClientFrame, content: VNode): string =>
  renderToString(
    <PageProvider frame={frame} words={catalogues[frame.locale]}>
      {content}
    </PageProvider>,
  );

/** A whole HTML document. Everything inline carries the frame's nonce. */
export const render = ({ nonce, ...frame }: PageFrame, data: PageData): string =>
  `<!doctype html>${written(frame, <Document nonce={nonce} data={data} />)}`;

/** One widget for strangers: a whole HTML document, or an SVG image. */
export const renderWidget = (
  { nonce, ...known }: WidgetFrame,
  widget: WidgetView,
  as: "document" | "image",
): string => {
  const frame = { ...known, title: "", base: "" };
  if (as === "image") return written(frame, <WidgetImage nonce={nonce} widget={widget} />);
  return `<!doctype html>${written(frame, <EmbedDocument nonce={nonce} widget={widget} />)}`;
};
