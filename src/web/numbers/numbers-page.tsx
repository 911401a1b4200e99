import type { NumbersView, WidgetView } from "../../http/page-schemas.ts";
import { usePage } from "../page-context.tsx";
import { fill } from "../text/fill.ts";
import type { Words } from "../words/en.ts";
import { AsOf, WidgetBody } from "./widget.tsx";

/** Its own title, or the words' own for the page that is made where the file has none. */
export const titleOfNumbers = ({ made, title }: Pick<NumbersView, "made" | "title">, words: Words): string =>
  made ? words.numbers.title : title;

/** A page of numbers: needs no script. */
export const NumbersPage = ({ numbers: page }: { readonly numbers: NumbersView }) => {
  const { words } = usePage();
  const { widgets, pages } = page;
  return (
    <>
      <header class="headline plain">
        <h1>{titleOfNumbers(page, words)}</h1>
      </header>
      {pages.length > 1 && <Pages page={page} />}
      {widgets.length === 0 ? (
        <div class="panel">
          <p>{words.numbers.none}</p>
          <p class="quiet">{words.numbers.noneHint}</p>
        </div>
      ) : (
        <div class="widgets">
          {widgets.map((widget, index) => (
            <Panel key={widget.id} widget={widget} pageId={page.id} isLone={isLone(widgets, index)} />
          ))}
        </div>
      )}
    </>
  );
};

const Pages = ({ page }: { readonly page: NumbersView }) => {
  const { words, frame } = usePage();
  return (
    <ul class="tabs" aria-label={words.numbers.pages}>
      {page.pages.map(({ id, title }, index) => (
        <li key={id}>
          <a
            href={`${frame.base}/numbers${index === 0 ? "" : `/${id}`}`}
            aria-current={id === page.id ? "page" : undefined}
          >
            {title}
          </a>
        </li>
      ))}
    </ul>
  );
};

/** The last of an odd number of numbers in a row takes the whole width of a phone. */
const isLone = (widgets: readonly WidgetView[], index: number): boolean => {
  const isNumber = (at: number) => widgets[at]?.type === "number";
  if (!isNumber(index) || isNumber(index + 1)) return false;
  let first = index;
  while (isNumber(first - 1)) first -= 1;
  return (index - first) % 2 === 0;
};

const Panel = (props: { readonly widget: WidgetView; readonly pageId: string; readonly isLone: boolean }) => {
  const { words, frame } = usePage();
  const { widget, pageId } = props;
  const name = `w-${widget.id}`;
  const share = `${frame.base}/settings?page=${encodeURIComponent(pageId)}&widget=${encodeURIComponent(widget.id)}#links`;
  const [check] = widget.checkIds;
  const classes = ["panel", "widget", `of-${widget.type}`, widget.stale && "old", props.isLone && "lone"];
  return (
    <article class={classes.filter(Boolean).join(" ")} aria-labelledby={name}>
      <h2 id={name}>
        {check === undefined ? (
          widget.title
        ) : (
          <a href={`${frame.base}/checks/${encodeURIComponent(check)}`}>{widget.title}</a>
        )}
      </h2>
      <WidgetBody widget={widget} />
      <div class="widget-foot">
        <AsOf widget={widget} />
        {widget.data.kind !== "nothing" && (
          <a class="share" href={share} aria-label={fill(words.numbers.shareIt, { title: widget.title })}>
            {words.numbers.share}
          </a>
        )}
      </div>
    </article>
  );
};
