import numbersStyle from "../styles/numbers.css?inline";
import style from "../styles/embed.css?inline";
import type { WidgetView } from "../../http/page-schemas.ts";
import { AsOf, WidgetBody } from "../numbers/widget.tsx";
import { usePage } from "../page-context.tsx";

/** One widget as a document of its own, for a frame in anyone's page: no script, no way into Hinomi. */
export const EmbedDocument = ({ widget, nonce }: { readonly widget: WidgetView; readonly nonce: string }) => {
  const { words, frame } = usePage();
  return (
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{widget.title}</title>
        <style nonce={nonce} dangerouslySetInnerHTML={{ __html: `${style}@layer pages{${numbersStyle}}` }} />
      </head>
      <body>
        <main class={`widget of-${widget.type}${widget.stale ? " old" : ""}`}>
          <h1>{widget.title}</h1>
          <WidgetBody widget={widget} />
          <div class="widget-foot">
            <AsOf widget={widget} />
            <span class="quiet">{frame.timezone}</span>
          </div>
        </main>
      </body>
    </html>
  );
};
