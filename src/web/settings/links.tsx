import { useSignal } from "@preact/signals";
import type { LinkView, PageEntry } from "../../http/page-schemas.ts";
import { ActionNote } from "../actions/action-note.tsx";
import { useAction } from "../actions/use-action.ts";
import { usePage } from "../page-context.tsx";
import { Said } from "../parts/said.tsx";
import { Time } from "../parts/time.tsx";
import { fill } from "../text/fill.ts";
import { RevokeButton } from "./revoke-button.tsx";

/** Makes, shows and revokes public links to single widgets. */
export const Links = (props: {
  readonly links: readonly LinkView[];
  readonly widgets: readonly PageEntry[];
}) => {
  const { words, api } = usePage();
  const links = useSignal(props.links);
  const action = useAction();
  const create = (form: HTMLFormElement) =>
    action.run(async () => {
      const text = (name: string) => {
        const value = new FormData(form).get(name);
        return typeof value === "string" ? value : "";
      };
      const [pageId = "", widgetId = ""] = text("widget").split(" ");
      const origins = text("origins")
        .split(/[\s,]+/)
        .filter(Boolean);
      const body = { pageId, widgetId, ...(origins.length > 0 && { origins }) };
      links.value = [await api.post<LinkView>("/links", body), ...links.value];
      return "";
    });
  const revoke = (id: string) =>
    action.run(async () => {
      await api.remove(`/links/${encodeURIComponent(id)}`);
      links.value = links.value.filter((link) => link.id !== id);
      return "";
    });
  return (
    <section class="panel" id="links" aria-labelledby="links-title">
      <h2 id="links-title">{words.links.title}</h2>
      <p class="quiet">{words.links.hint}</p>
      {props.widgets.some(({ widgets }) => widgets.length > 0) && (
        <LinkForm widgets={props.widgets} isBusy={action.busy.value} onCreate={(form) => void create(form)} />
      )}
      <ActionNote action={action} />
      {links.value.length === 0 && <p class="empty">{words.links.none}</p>}
      <ul class="list">
        {links.value.map((link) => (
          <LinkRow key={link.id} link={link} onRevoke={() => void revoke(link.id)} />
        ))}
      </ul>
    </section>
  );
};

const LinkForm = (props: {
  readonly widgets: readonly PageEntry[];
  readonly isBusy: boolean;
  readonly onCreate: (form: HTMLFormElement) => void;
}) => {
  const { links } = usePage().words;
  return (
    <form
      class="fields needs-script"
      onSubmit={(event) => {
        event.preventDefault();
        props.onCreate(event.currentTarget);
      }}
    >
      <WidgetField widgets={props.widgets} />
      <label class="field">
        {links.origins}
        <input name="origins" placeholder="https://me.example" aria-describedby="origins-hint" />
      </label>
      <p id="origins-hint" class="quiet">
        {links.originsHint}
      </p>
      <button type="submit" class="primary" disabled={props.isBusy}>
        {links.create}
      </button>
    </form>
  );
};

/** The one that a page of numbers named in the address is chosen already. */
const WidgetField = ({ widgets }: { readonly widgets: readonly PageEntry[] }) => {
  const { words } = usePage();
  const choose = (field: HTMLSelectElement | null) => {
    const asked = new URLSearchParams(location.search);
    if (field && asked.has("widget")) field.value = `${asked.get("page")} ${asked.get("widget")}`;
  };
  return (
    <label class="field">
      {words.links.widget}
      <select name="widget" required ref={choose}>
        {widgets.map((page) => (
          <optgroup key={page.id} label={page.title}>
            {page.widgets.map(({ id, title, type }) => (
              <option key={id} value={`${page.id} ${id}`}>
                {`${title} (${words.links.types[type]})`}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
};

const LinkRow = (props: { readonly link: LinkView; readonly onRevoke: () => void }) => {
  const { settings, links } = usePage().words;
  const { title, createdAt, origins, url, svgUrl } = props.link;
  return (
    <li class="token">
      <strong>{title}</strong>
      <span class="meta">
        <span>
          <Said say={settings.made}>
            <Time at={createdAt} />
          </Said>
        </span>
        <span>
          {origins.includes("*") ? links.anySite : fill(links.sites, { sites: origins.join(", ") })}
        </span>
      </span>
      <span class="meta">
        <a href={url}>{links.address}</a>
        <a href={svgUrl}>{links.image}</a>
        <Copy
          text={links.frame}
          what={(whole) => `<iframe src="${whole}" title="${title.replace(/["&<>]/g, "")}"></iframe>`}
          url={url}
        />
      </span>
      <RevokeButton name={title} onRevoke={props.onRevoke} />
    </li>
  );
};

/** Copies what stands for the whole address. */
const Copy = (props: {
  readonly text: string;
  readonly url: string;
  readonly what: (whole: string) => string;
}) => {
  const { settings } = usePage().words;
  const copied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(props.what(new URL(props.url, location.href).href));
    copied.value = true;
  };
  return (
    <button type="button" class="plain-button needs-script" onClick={() => void copy()}>
      {copied.value ? settings.copied : props.text}
    </button>
  );
};
