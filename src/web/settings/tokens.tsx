import { useSignal } from "@preact/signals";
import type { TokenView } from "../../http/schemas.ts";
import { useAction } from "../actions/use-action.ts";
import { usePage } from "../page-context.tsx";
import { ActionNote } from "../actions/action-note.tsx";
import { Said } from "../parts/said.tsx";
import { Time } from "../parts/time.tsx";
import { RevokeButton } from "./revoke-button.tsx";

/** Makes, shows and revokes API tokens. The secret of a new one is shown once. */
export const Tokens = (props: { readonly tokens: readonly TokenView[] }) => {
  const { words, api } = usePage();
  const tokens = useSignal(props.tokens);
  const name = useSignal("");
  const secret = useSignal<string | undefined>(undefined);
  const action = useAction();
  const create = () =>
    action.run(async () => {
      const body = { name: name.value.trim() };
      const { token, ...made } = await api.post<TokenView & { readonly token: string }>("/tokens", body);
      tokens.value = [made, ...tokens.value];
      secret.value = token;
      name.value = "";
      return "";
    });
  const revoke = (id: string) =>
    action.run(async () => {
      await api.remove(`/tokens/${encodeURIComponent(id)}`);
      tokens.value = tokens.value.filter((token) => token.id !== id);
      return "";
    });
  return (
    <section class="panel" aria-labelledby="tokens">
      <h2 id="tokens">{words.settings.tokens}</h2>
      <p class="quiet">{words.settings.tokensHint}</p>
      <form
        class="actions needs-script"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <input
          name="name"
          value={name.value}
          onInput={(event) => (name.value = event.currentTarget.value)}
          required
          maxLength={64}
          aria-label={words.settings.name}
          placeholder={words.settings.namePlaceholder}
        />
        <button type="submit" class="primary" disabled={action.busy.value}>
          {words.settings.create}
        </button>
      </form>
      <ActionNote action={action} />
      {secret.value !== undefined && <Secret token={secret.value} />}
      {tokens.value.length === 0 && <p class="empty">{words.settings.noTokens}</p>}
      <ul class="list">
        {tokens.value.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => void revoke(token.id)} />
        ))}
      </ul>
    </section>
  );
};

const Secret = ({ token }: { readonly token: string }) => {
  const { settings } = usePage().words;
  const copied = useSignal(false);
  return (
    <div class="secret" role="status">
      <p>{settings.created}</p>
      <code>{token}</code>
      <button
        type="button"
        onClick={() => void navigator.clipboard.writeText(token).then(() => (copied.value = true))}
      >
        {copied.value ? settings.copied : settings.copy}
      </button>
    </div>
  );
};

const TokenRow = (props: { readonly token: TokenView; readonly onRevoke: () => void }) => {
  const { settings } = usePage().words;
  const { name, createdAt, lastUsedAt } = props.token;
  return (
    <li class="token">
      <strong>{name}</strong>
      <span class="meta">
        <span>
          <Said say={settings.made}>
            <Time at={createdAt} />
          </Said>
        </span>
        <span>
          {lastUsedAt === undefined ? (
            settings.unused
          ) : (
            <Said say={settings.used}>
              <Time at={lastUsedAt} />
            </Said>
          )}
        </span>
      </span>
      <RevokeButton name={name} onRevoke={props.onRevoke} />
    </li>
  );
};
