import type { Action } from "./use-action.ts";

/** What came of an action, spoken politely. Always there, so that screen readers notice the change. */
export const ActionNote = ({ action }: { readonly action: Action }) => (
  <p class={`note ${action.failed.value ? "bad" : ""}`} role="status">
    {action.message.value}
  </p>
);
