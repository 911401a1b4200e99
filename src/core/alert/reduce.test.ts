import { describe, expect, it } from "vitest";
import { replay, tidy } from "../../../test/support/alert-transcript.ts";

/** Each script is played and must come back unchanged; test/support/alert-transcript.ts explains the notation. */
const follows = (title: string, script: string): void => {
  it(title, () => {
    expect(replay(script)).toBe(tidy(script));
  });
};

describe("law 1 and 2: confirmation", () => {
  follows(
    "is silent about up at first sight",
    `
    rules: down 2, up 1, recheck 10s
    0s    up      -> is up since 0s
    1m    up
  `,
  );
  follows(
    "gives the first outcome ever no credit: down at first sight needs the same confirmation",
    `
    rules: down 2, up 1, recheck 10s
    0s    down    -> recheck 10s
    10s   down    -> is down since 0s; opened 0s; team firing #1
  `,
  );
  follows(
    "lets a single bad outcome pass, looking again soon",
    `
    rules: down 2, up 1, recheck 10s
    0s    up      -> is up since 0s
    1m    down    -> recheck 1m10s
    1m10s up
    2m    down    -> recheck 2m10s
    2m10s up
  `,
  );
  follows(
    "dates the incident from its first bad outcome and the recovery from its first good one",
    `
    rules: down 3, up 2, recheck 10s
    0s    up      -> recheck 10s
    10s   up      -> is up since 0s
    1m    down    -> recheck 1m10s
    1m10s down
    2m    down    -> is down since 1m; opened 1m; team firing #1
    3m    up      -> recheck 3m10s
    3m10s up      -> is up since 3m; closed 3m; team resolved #2
  `,
  );
  follows(
    "asks to look again once per change of news, not with every bad outcome",
    `
    rules: down 4, recheck 10s
    0s    down    -> recheck 10s
    10s   down
    20s   degraded -> recheck 30s
    30s   degraded -> is degraded since 0s; opened 0s; team firing #1
  `,
  );
  follows(
    "counts n of m, and dates from the first bad outcome in the window that confirmed",
    `
    rules: down 3 of 5
    0s    up      -> is up since 0s
    1m    down
    2m    up
    3m    up
    4m    down
    5m    up
    6m    down
    7m    down    -> is down since 4m; opened 4m; team firing #1
  `,
  );
  follows(
    "does not pay for the recovery with good outcomes from before the incident, or the other way round",
    `
    rules: down 2 of 4, up 2 of 4
    0s    up
    1m    up      -> is up since 0s
    2m    down
    3m    up
    4m    down    -> is down since 2m; opened 2m; team firing #1
    5m    up
    6m    up      -> is up since 5m; closed 5m; team resolved #2
    7m    down
    8m    down    -> is down since 7m; opened 7m; team firing #1
  `,
  );
  follows(
    "confirms by elapsed time, at the exact moment, without another outcome",
    `
    rules: down 1 for 2m, up 1
    0s    up      -> is up since 0s
    1m    down
    3m    wake    -> is down since 1m; opened 1m; team firing #1
    4m    up      -> is up since 4m; closed 4m; team resolved #2
  `,
  );
  follows(
    "starts the time again after a good outcome",
    `
    rules: down 1 for 2m, up 1
    0s    down
    1m    up      -> is up since 1m
    2m    down
    3m    down
    4m    wake    -> is down since 2m; opened 2m; team firing #1
    4m    end
  `,
  );
  follows(
    "asks for both the count and the time, in recovery too",
    `
    rules: down 2 of 3 for 1m, up 2 for 90s
    0s    down
    10s   up
    20s   down
    1m    wake    -> is down since 0s; opened 0s; team firing #1
    2m    up
    3m    up
    3m30s wake    -> is up since 2m; closed 2m; team resolved #2
    4m    end
  `,
  );
  follows(
    "confirms nothing by an outcome that says the opposite",
    `
    rules: down 2 of 3 for 1m
    0s    down
    10s   down
    50s   up      -> is up since 50s
    70s   end
    80s   down    -> is down since 0s; opened 0s; team firing #1
  `,
  );
});

describe("law 2: unknown outcomes", () => {
  follows(
    "neither confirm nor break a streak, either way",
    `
    rules: down 2, up 2, recheck 10s
    0s    unknown
    10s   down    -> recheck 20s
    20s   unknown
    30s   down    -> is down since 10s; opened 10s; team firing #1
    1m    up      -> recheck 1m10s
    70s   unknown
    80s   up      -> is up since 1m; closed 1m; team resolved #2
  `,
  );
  follows(
    "stop time from confirming: silence proves nothing",
    `
    rules: down 1 for 1m
    0s    down
    30s   unknown
    2m    end
    3m    unknown
    4m    down    -> is down since 0s; opened 0s; team firing #1
  `,
  );
  follows(
    "make the state unknown when there are three in a row; what was up then is up as long as before",
    `
    rules: down 2
    0s    up      -> is up since 0s
    1m    unknown
    2m    unknown
    3m    unknown -> is unknown since 1m
    4m    unknown
    5m    up      -> is up since 0s
  `,
  );
  follows(
    "never end or hide an open incident",
    `
    rules: down 1
    0s    down    -> is down since 0s; opened 0s; team firing #1
    1m    unknown
    2m    unknown
    3m    unknown
    4m    unknown
    5m    up      -> is up since 5m; closed 5m; team resolved #2
  `,
  );
});

describe("law 3: severity", () => {
  follows(
    "degraded to down escalates the same incident, back eases it, only up closes it",
    `
    rules: down 2, up 2, recheck 10s
    0s    degraded -> recheck 10s
    10s   degraded -> is degraded since 0s; opened 0s; team firing #1
    1m    down    -> recheck 1m10s
    70s   down    -> is down since 1m; escalated; team escalated #2
    2m    degraded -> recheck 2m10s
    130s  degraded -> is degraded since 2m; eased; team eased #3
    3m    up      -> recheck 3m10s
    190s  up      -> is up since 3m; closed 3m; team resolved #4
  `,
  );
  follows(
    "a mixed beginning is degraded until down itself has enough outcomes",
    `
    rules: down 2 of 3, recheck 10s
    0s    degraded -> recheck 10s
    10s   down    -> is degraded since 0s; opened 0s; team firing #1; recheck 20s
    20s   down    -> is down since 10s; escalated; team escalated #2
  `,
  );
  follows(
    "a good outcome among degraded ones shows that it is no longer down",
    `
    rules: down 1, up 2
    0s    down    -> is down since 0s; opened 0s; team firing #1
    1m    degraded
    2m    up      -> is degraded since 1m; eased; team eased #2
    3m    up      -> is up since 2m; closed 2m; team resolved #3
  `,
  );
  follows(
    "recovers at once from down to up without being eased first",
    `
    rules: down 1, up 2
    0s    down    -> is down since 0s; opened 0s; team firing #1
    1m    up
    2m    up      -> is up since 1m; closed 1m; team resolved #2
  `,
  );
  follows(
    "does not bounce on outcomes that were counted before",
    `
    rules: down 2 of 4, up 2 of 4
    0s    degraded
    1m    down    -> is degraded since 0s; opened 0s; team firing #1
    2m    degraded
    3m    down    -> is down since 1m; escalated; team escalated #2
    4m    degraded
    5m    down
    6m    degraded -> is degraded since 4m; eased; team eased #3
    7m    down
  `,
  );
});

describe("law 4 and 7: overlays", () => {
  follows(
    "maintenance holds new alerts, the record goes on, and its end tells what is still bad",
    `
    rules: down 1
    0s    maintenance on
    1m    down    -> is down since 1m; opened 1m
    2m    degraded -> is degraded since 2m; eased
    5m    maintenance off -> team firing #1
    6m    up      -> is up since 6m; closed 6m; team resolved #2
  `,
  );
  follows(
    "maintenance says nothing about what came and went in it",
    `
    rules: down 1, remind 1m
    0s    maintenance on
    1m    down    -> is down since 1m; opened 1m
    5m    up      -> is up since 5m; closed 5m
    6m    maintenance off
  `,
  );
  follows(
    "a silence holds changes and reminders of a known incident, and tells them at its end",
    `
    rules: down 1, remind 10m
    0s    degraded -> is degraded since 0s; opened 0s; team firing #1
    1m    silence on
    2m    down    -> is down since 2m; escalated
    30m   silence off -> team escalated #2
    31m   silence on
    40m   end
    45m   silence off -> reminded; team reminder #3
    55m   wake    -> reminded; team reminder #4
    55m   end
  `,
  );
  follows(
    "a parent's incident suppresses creation, never resolution",
    `
    rules: down 1
    0s    down    -> is down since 0s; opened 0s; team firing #1
    1m    parent on
    2m    up      -> is up since 2m; closed 2m; team resolved #2
    3m    down    -> is down since 3m; opened 3m
    4m    parent off -> team firing #1
  `,
  );
  follows(
    "overlays add up: the alert waits for the last of them",
    `
    rules: down 1
    0s    maintenance on
    0s    silence on
    1m    down    -> is down since 1m; opened 1m
    2m    maintenance off
    3m    silence off -> team firing #1
  `,
  );
  follows(
    "a pause holds everything, and forgets what was about to be confirmed",
    `
    rules: down 1 for 1m, remind 10m
    0s    down
    30s   pause on
    5m    pause off
    6m    end
    7m    down
    8m    wake    -> is down since 7m; opened 7m; team firing #1
    9m    pause on
    10m   up
    30m   pause off -> reminded; team reminder #2
    31m   up      -> is up since 31m; closed 31m; team resolved #3
  `,
  );
});

describe("law 5: whoever was told firing is told resolved", () => {
  follows(
    "in maintenance, silenced, with the parent down",
    `
    rules: down 1
    0s    down    -> is down since 0s; opened 0s; team firing #1
    1m    maintenance on
    1m    silence on
    1m    parent on
    2m    up      -> is up since 2m; closed 2m; team resolved #2
  `,
  );
  follows(
    "when the check is removed, even while paused or silenced",
    `
    rules: down 1
    0s    down    -> is down since 0s; opened 0s; team firing #1
    1m    silence on
    1m    pause on
    2m    remove  -> is pending since 2m; closed 2m; team resolved #2
    3m    remove  -> is pending since 3m
  `,
  );
  follows(
    "when the channel left the check's list, which hears nothing else; who was not told hears nothing",
    `
    rules: down 1, remind 10m
    channels: team mail
    0s    degraded -> is degraded since 0s; opened 0s; team firing #1; mail firing #2
    1m    silence on
    1m    channels: team late
    2m    down    -> is down since 2m; escalated
    3m    channels: team
    4m    silence off -> team escalated #3
    14m   wake    -> reminded; team reminder #4
    15m   up      -> is up since 15m; closed 15m; team resolved #5; mail resolved #6
  `,
  );
  follows(
    "a channel that joins during an incident gets its card at once, and one that comes back no second one",
    `
    rules: down 1
    channels: team
    0s    down    -> is down since 0s; opened 0s; team firing #1
    1m    channels: team mail -> mail firing #2
    2m    channels: mail
    3m    channels: team mail mail
    4m    up      -> is up since 4m; closed 4m; team resolved #3; mail resolved #4
  `,
  );
  follows(
    "also for a channel whose name every object knows",
    `
    rules: down 1
    channels: constructor
    0s    down    -> is down since 0s; opened 0s; constructor firing #1
    1m    up      -> is up since 1m; closed 1m; constructor resolved #2
  `,
  );
});

describe("law 8: flapping", () => {
  follows(
    "keeps the incident open, says so once, then only reminds, and closes when it has settled",
    `
    rules: down 1, remind 10m, flap 3/1 in 10m
    0s    up      -> is up since 0s
    1m    down    -> is down since 1m; opened 1m; team firing #1
    2m    up      -> is up since 2m; closed 2m; team resolved #2
    3m    down    -> is down since 3m; opened 3m; team firing #1
    4m    up      -> is up since 4m; flapping; team flapping #2
    5m    down    -> is down since 5m
    6m    up      -> is up since 6m
    7m    down    -> is down since 7m
    8m    up      -> is up since 8m
    14m   wake    -> reminded; team reminder #3
    17m   wake    -> settled; closed 8m; team resolved #4
    20m   end
  `,
  );
  follows(
    "goes on when it settles on bad, and then tells the severity that it withheld",
    `
    rules: down 1, flap 1/0 in 10m
    0s    up      -> is up since 0s
    1m    degraded -> is degraded since 1m; opened 1m; team firing #1
    2m    up      -> is up since 2m; flapping; team flapping #2
    3m    down    -> is down since 3m; escalated
    13m   wake    -> settled; team escalated #3
    14m   up      -> is up since 14m; closed 14m; team resolved #4
  `,
  );
  follows(
    "is part of the first message when it begins with an incident",
    `
    rules: down 1, flap 2/1 in 10m
    0s    up      -> is up since 0s
    1m    down    -> is down since 1m; opened 1m; team firing #1
    2m    up      -> is up since 2m; closed 2m; team resolved #2
    3m    down    -> is down since 3m; opened 3m; flapping; team firing #1
    12m   wake    -> settled
    13m   up      -> is up since 13m; closed 13m; team resolved #2
  `,
  );
  follows(
    "tells nobody of an incident that is good at the moment, and reminds no more once acknowledged",
    `
    rules: down 1, remind 5m, flap 1/0 in 30m
    0s    up      -> is up since 0s
    1m    down    -> is down since 1m; opened 1m; team firing #1
    2m    up      -> is up since 2m; flapping; team flapping #2
    3m    channels: team mail
    4m    ack anna -> acknowledged; team acknowledged #3
    20m   down    -> is down since 20m; mail firing #4
    21m   end
  `,
  );
});

describe("law 9: reminders and acknowledgement", () => {
  follows(
    "come at exact times, for each channel by its own clock",
    `
    rules: down 1, remind 30m
    channels: team
    0s    down    -> is down since 0s; opened 0s; team firing #1
    10m   channels: team mail -> mail firing #2
    30m   wake    -> reminded; team reminder #3
    40m   wake    -> reminded; mail reminder #4
    1h    wake    -> reminded; team reminder #5
    65m   up      -> is up since 1h5m; closed 1h5m; team resolved #6; mail resolved #7
    3h    end
  `,
  );
  follows(
    "stop with an acknowledgement until the severity changes",
    `
    rules: down 1, remind 30m
    0s    degraded -> is degraded since 0s; opened 0s; team firing #1
    1m    ack anna -> acknowledged; team acknowledged #2
    2m    ack ben
    3h    down    -> is down since 3h; escalated; team escalated #3
    3h30m wake    -> reminded; team reminder #4
    3h31m ack ben -> acknowledged; team acknowledged #5
    9h    up      -> is up since 9h; closed 9h; team resolved #6
    9h1m  ack anna
  `,
  );
  follows(
    "begin, change and end with the rules after a reload",
    `
    rules: down 1
    0s    down    -> is down since 0s; opened 0s; team firing #1
    1h    rules: down 1, remind 30m
    1h30m wake    -> reminded; team reminder #2
    91m   rules: down 1, remind 5m
    1h36m wake    -> reminded; team reminder #3
    97m   rules: down 1
    5h    end
  `,
  );
});

describe("rules that change between events", () => {
  follows(
    "apply to what was seen already",
    `
    rules: down 3
    0s    up      -> is up since 0s
    1m    down
    2m    down
    3m    rules: down 2 -> is down since 1m; opened 1m; team firing #1
    4m    rules: down 5, up 3
    5m    up
    6m    up
    7m    rules: down 1, up 2 -> is up since 5m; closed 5m; team resolved #2
  `,
  );
});
