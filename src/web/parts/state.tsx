import type { CheckSummary } from "../../http/schemas.ts";
import { usePage } from "../page-context.tsx";
import type { Look } from "../../http/look.ts";
import { StatusIcon } from "./status-icon.tsx";

/** A look as shape and word. */
export const State = ({ look }: { readonly look: Look }) => (
  <span class={`state ${look}`}>
    <StatusIcon look={look} />
    {usePage().words.looks[look]}
  </span>
);

/** What lies over a check's state. `paused` is a look of its own. */
export const Overlays = ({ overlays }: { readonly overlays: CheckSummary["overlays"] }) => {
  const { words } = usePage();
  return overlays
    .filter((overlay) => overlay !== "paused")
    .map((overlay) => (
      <span key={overlay} class="badge">
        {words.overlays[overlay]}
      </span>
    ));
};
