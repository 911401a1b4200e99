import { wake } from "../live/wake.tsx";
import { CheckPage } from "../check/check-page.tsx";

wake("check", (data) => <CheckPage {...data} />);
