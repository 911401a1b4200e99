import { usePage } from "../page-context.tsx";

/** Why something is bad: a few words in the reader's language, then what exactly was found. */
export const ReasonText = ({
  reason,
}: {
  readonly reason: { readonly code: string; readonly detail: string };
}) => {
  const { words } = usePage();
  const title = words.reasons[reason.code] ?? reason.code;
  return (
    <p class="reason">
      <strong>{title}</strong>
      {reason.detail !== title && (
        <span lang="en" class="detail">
          {reason.detail}
        </span>
      )}
    </p>
  );
};
