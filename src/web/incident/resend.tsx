import type { NotificationView } from "../../http/schemas.ts";
import { useAction } from "../actions/use-action.ts";
import { usePage } from "../page-context.tsx";
import { ActionNote } from "../actions/action-note.tsx";

/** Owes a dead message again. */
export const Resend = ({ notification }: { readonly notification: NotificationView }) => {
  const { words, api } = usePage();
  const action = useAction();
  const resend = () =>
    action.run(async () => {
      await api.post(`/notifications/${encodeURIComponent(notification.id)}/resend`);
      return words.notification.resent;
    });
  return (
    <div class="actions needs-script">
      <button type="button" disabled={action.busy.value} onClick={() => void resend()}>
        {words.notification.resend}
      </button>
      <ActionNote action={action} />
    </div>
  );
};
