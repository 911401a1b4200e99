import { wake } from "../live/wake.tsx";
import { OverviewPage } from "../overview/overview-page.tsx";

wake("overview", (data) => <OverviewPage {...data} />);
