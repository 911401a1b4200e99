import { lookShapes } from "./look-shapes.ts";
import type { Look } from "../../http/look.ts";

/** A look's shape in its colour. Hidden from screen readers: a word always stands beside it. */
export const StatusIcon = ({ look }: { readonly look: Look }) => (
  <svg
    class={`look ${look}`}
    viewBox="0 0 20 20"
    aria-hidden="true"
    dangerouslySetInnerHTML={{ __html: lookShapes[look] }}
  />
);
