import type { PageData } from "../../http/pages.ts";
import { ErrorPage } from "../account/error-page.tsx";
import { SetUpPage } from "../account/set-up-page.tsx";
import { SignInPage } from "../account/sign-in-page.tsx";
import { ChannelsPage } from "../channels/channels-page.tsx";
import { CheckPage } from "../check/check-page.tsx";
import { IncidentPage } from "../incident/incident-page.tsx";
import { IncidentsPage } from "../incident/incidents-page.tsx";
import { NumbersPage } from "../numbers/numbers-page.tsx";
import { ChecksPage } from "../overview/checks-page.tsx";
import { OverviewPage } from "../overview/overview-page.tsx";
import { SettingsPage } from "../settings/settings-page.tsx";

/** Any page, for the server: the browser loads only the one it shows (client.tsx). */
export const Page = (data: PageData) => {
  switch (data.page) {
    case "overview":
      return <OverviewPage {...data} />;
    case "checks":
      return <ChecksPage {...data} />;
    case "check":
      return <CheckPage {...data} />;
    case "incidents":
      return <IncidentsPage {...data} />;
    case "incident":
      return <IncidentPage {...data} />;
    case "channels":
      return <ChannelsPage {...data} />;
    case "numbers":
      return <NumbersPage {...data} />;
    case "settings":
      return <SettingsPage {...data} />;
    case "sign-in":
      return <SignInPage {...data} />;
    case "set-up":
      return <SetUpPage {...data} />;
    case "error":
      return <ErrorPage {...data} />;
  }
};
