import { wake } from "../live/wake.tsx";
import { SettingsPage } from "../settings/settings-page.tsx";

wake("settings", (data) => <SettingsPage {...data} />);
