import { wake } from "../live/wake.tsx";
import { IncidentPage } from "../incident/incident-page.tsx";

wake("incident", (data) => <IncidentPage {...data} />);
