import type { Lookout } from "../../engine/lookout.ts";
import type { ChannelView } from "../schemas.ts";

/** How each channel does. */
export const channelViews = (lookout: Lookout): ChannelView[] =>
  lookout.channels().map((channel) => ({ ...channel }));
