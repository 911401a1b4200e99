import { useRef } from "preact/hooks";
import { usePage } from "../page-context.tsx";
import { fill } from "../text/fill.ts";

/** Revokes what has this name, once that was asked again. */
export const RevokeButton = (props: { readonly name: string; readonly onRevoke: () => void }) => {
  const { settings } = usePage().words;
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="needs-script" onClick={() => dialog.current?.showModal()}>
        {settings.revoke}
      </button>
      <dialog ref={dialog} aria-label={settings.revoke}>
        <p>{fill(settings.revokeReally, { name: props.name })}</p>
        <form method="dialog" class="actions">
          <button type="submit">{settings.keep}</button>
          <button type="submit" class="danger" onClick={props.onRevoke}>
            {settings.revoke}
          </button>
        </form>
      </dialog>
    </>
  );
};
