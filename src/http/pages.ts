import type { Locale } from "../core/message/message.ts";
import type { LinkView, NumbersView, PageEntry, WidgetView } from "./page-schemas.ts";
import type {
  ChannelView,
  CheckDetail,
  CheckSummary,
  IncidentDetail,
  IncidentView,
  NotificationView,
  Overview,
  Run,
  TokenView,
} from "./schemas.ts";

/** What every page needs. */
export interface PageFrame {
  readonly locale: Locale;
  readonly timezone: string;
  /** The instance's title from the configuration. */
  readonly title: string;
  /** Now, epoch ms: the page's "as of". */
  readonly now: number;
  readonly user?: string;
  /** Prefix of all paths, without a slash at the end; empty at the root. */
  readonly base: string;
  /** For `<script nonce>` and `<style nonce>`. */
  readonly nonce: string;
}

/** A page to render, with the same data that the typed API gives. */
export type PageData =
  | { readonly page: "overview"; readonly overview: Overview }
  | {
      /** The checks of one group, a page at a time. */
      readonly page: "checks";
      readonly group: string;
      readonly checks: readonly CheckSummary[];
      readonly next?: string;
    }
  | {
      readonly page: "check";
      readonly check: CheckDetail;
      /** The first page of its runs. Without it the browser asks for them, and readers without scripts see none. */
      readonly runs?: { readonly items: readonly Run[]; readonly next?: string };
    }
  | { readonly page: "incidents"; readonly incidents: readonly IncidentView[]; readonly next?: string }
  | { readonly page: "incident"; readonly incident: IncidentDetail }
  | {
      readonly page: "channels";
      readonly channels: readonly ChannelView[];
      readonly notifications: readonly NotificationView[];
    }
  | { readonly page: "numbers"; readonly numbers: NumbersView }
  | {
      readonly page: "settings";
      readonly tokens: readonly TokenView[];
      readonly links: readonly LinkView[];
      /** What a link may be made to. */
      readonly widgets: readonly PageEntry[];
    }
  | { readonly page: "sign-in"; readonly error?: "wrong" | "limited"; readonly next: string }
  | {
      readonly page: "set-up";
      readonly error?: "token" | "weak" | "taken";
      /** The one-time token from the printed link, to fill in. */
      readonly token?: string;
    }
  | { readonly page: "error"; readonly status: number; readonly detail: string };

/** What a widget on its own needs: nothing that strangers should not know. */
export type WidgetFrame = Pick<PageFrame, "locale" | "timezone" | "now" | "nonce">;

/**
 * The page module as the server sees it: built by vite into dist/page, loaded by app.ts, injected into the HTTP app.
 */
export interface Pages {
  /** A whole HTML document. */
  render(frame: PageFrame, data: PageData): string;
  /** One widget for strangers: a whole HTML document, or an SVG image. */
  renderWidget(frame: WidgetFrame, widget: WidgetView, as: "document" | "image"): string;
  /** A built file by its path below `/assets/`, with its type; absent when there is none. Names carry a hash. */
  asset(path: string): { readonly body: Uint8Array; readonly type: string } | undefined;
}
