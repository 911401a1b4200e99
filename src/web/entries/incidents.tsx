import { wake } from "../live/wake.tsx";
import { IncidentsPage } from "../incident/incidents-page.tsx";

wake("incidents", (data) => <IncidentsPage {...data} />);
