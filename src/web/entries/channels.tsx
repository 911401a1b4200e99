import { wake } from "../live/wake.tsx";
import { ChannelsPage } from "../channels/channels-page.tsx";

wake("channels", (data) => <ChannelsPage {...data} />);
