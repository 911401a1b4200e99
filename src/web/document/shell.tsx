import type { ComponentChildren } from "preact";
import type { PageData } from "../../http/pages.ts";
import { usePage } from "../page-context.tsx";
import { knownZone } from "../text/format.ts";
import { Icon, Mark } from "./icon.tsx";
import { fill } from "../text/fill.ts";

const places = [
  { name: "overview", path: "/", pages: ["overview", "checks", "check"] },
  { name: "numbers", path: "/numbers", pages: ["numbers"] },
  { name: "incidents", path: "/incidents", pages: ["incidents", "incident"] },
  { name: "channels", path: "/channels", pages: ["channels"] },
  { name: "settings", path: "/settings", pages: ["settings"] },
] as const;

/** What stands around every page: the name, the way to the other pages, the zone of all times. Never hydrated. */
export const Shell = (props: { readonly page: PageData["page"]; readonly children: ComponentChildren }) => {
  const { words, frame } = usePage();
  return (
    <>
      <a class="skip" href="#page">
        {words.nav.skip}
      </a>
      <header class="top">
        <a class="brand" href={`${frame.base}/`}>
          <Mark />
          {frame.title}
        </a>
        {frame.user !== undefined && <Nav page={props.page} />}
      </header>
      <main id="page" tabIndex={-1}>
        {props.children}
      </main>
      <footer>
        <p>
          {fill(words.nav.times, {
            timezone: frame.timezone,
            zone: zoneName(words.intl, knownZone(frame.timezone), frame.now),
          })}
        </p>
        <p>
          <a
            href={`?lang=${words.otherLanguage.code}`}
            lang={words.otherLanguage.code}
            hrefLang={words.otherLanguage.code}
          >
            {words.otherLanguage.name}
          </a>
        </p>
      </footer>
    </>
  );
};

/** The zone's short name at that time: `GMT+9`, `JST`. */
const zoneName = (locale: string, timeZone: string, at: number): string =>
  new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value ?? timeZone;

const Nav = ({ page }: { readonly page: PageData["page"] }) => {
  const { words, frame } = usePage();
  return (
    <nav aria-label={words.nav.label}>
      {places.map(({ name, path, pages }) => {
        const isHere = (pages as readonly string[]).includes(page);
        return (
          <a key={name} href={`${frame.base}${path}`} aria-current={isHere ? "page" : undefined}>
            <Icon name={name} />
            {words.nav[name]}
          </a>
        );
      })}
    </nav>
  );
};
