import { useSignal } from "@preact/signals";
import type { IncidentDetail } from "../../http/schemas.ts";
import { useAction } from "../actions/use-action.ts";
import { usePage } from "../page-context.tsx";
import { ActionNote } from "../actions/action-note.tsx";
import { Time } from "../parts/time.tsx";
import { fill } from "../text/fill.ts";

/** Takes an open incident into someone's hands, or says in whose it is. */
export const Acknowledge = (props: {
  readonly incident: IncidentDetail;
  readonly onChange: (incident: IncidentDetail) => void;
}) => {
  const { words, api } = usePage();
  const { id, acknowledgedAt, acknowledgedBy, closedAt } = props.incident;
  const note = useSignal("");
  const action = useAction();
  if (acknowledgedAt !== undefined)
    return (
      <p class="quiet">
        {fill(words.incident.acknowledgedBy, { name: acknowledgedBy ?? "" })} <Time at={acknowledgedAt} />
      </p>
    );
  if (closedAt !== undefined) return null;
  return (
    <form
      class="actions needs-script"
      onSubmit={(event) => {
        event.preventDefault();
        void action.run(async () => {
          const body = note.value.trim() === "" ? {} : { note: note.value.trim() };
          props.onChange(await api.post(`/incidents/${encodeURIComponent(id)}/acknowledge`, body));
          return "";
        });
      }}
    >
      <input
        type="text"
        name="note"
        maxLength={500}
        aria-label={words.incident.note}
        placeholder={words.incident.note}
        onInput={(event) => (note.value = event.currentTarget.value)}
      />
      <button type="submit" class="primary" disabled={action.busy.value}>
        {words.incident.acknowledge}
      </button>
      <p class="quiet hint">{words.incident.acknowledgeHint}</p>
      <ActionNote action={action} />
    </form>
  );
};
