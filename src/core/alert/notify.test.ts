import { describe, expect, it } from "vitest";
import { replay, tidy } from "../../../test/support/alert-transcript.ts";

describe("law 4 and 7: overlays", () => {
  it.each([
    [
      "maintenance holds new alerts, the record goes on, and its end tells what is still bad",
      `
        rules: down 1
        channels: team
        0s    maintenance on
        1m    down    -> is down since 1m; opened 1m
        2m    degraded -> is degraded since 2m; eased
        5m    maintenance off -> team firing #1
        6m    up      -> is up since 6m; closed 6m; team resolved #2
      `,
    ],
    [
      "maintenance says nothing about what came and went in it",
      `
        rules: down 1, remind 1m
        channels: team
        0s    maintenance on
        1m    down    -> is down since 1m; opened 1m
        5m    up      -> is up since 5m; closed 5m
        6m    maintenance off
      `,
    ],
    [
      "a silence holds changes and reminders of a known incident, and tells them at its end",
      `
        rules: down 1, remind 10m
        channels: team
        0s    degraded -> is degraded since 0s; opened 0s; team firing #1
        1m    silence on
        2m    down    -> is down since 2m; escalated
        30m   silence off -> team escalated #2
        31m   silence on
        40m   tick
        45m   silence off -> reminded; team reminder #3
        55m   wake    -> reminded; team reminder #4
        55m   tick
      `,
    ],
    [
      "a parent's incident suppresses creation, never resolution",
      `
        rules: down 1
        channels: team
        0s    down    -> is down since 0s; opened 0s; team firing #1
        1m    parent on
        2m    up      -> is up since 2m; closed 2m; team resolved #2
        3m    down    -> is down since 3m; opened 3m
        4m    parent off -> team firing #1
      `,
    ],
    [
      "overlays add up: the alert waits for the last of them",
      `
        rules: down 1
        channels: team
        0s    maintenance on
        0s    silence on
        1m    down    -> is down since 1m; opened 1m
        2m    maintenance off
        3m    silence off -> team firing #1
      `,
    ],
    [
      "a pause holds everything, and forgets what was about to be confirmed",
      `
        rules: down 1 for 1m, remind 10m
        channels: team
        0s    down
        30s   pause on
        5m    pause off
        6m    tick
        7m    down
        8m    wake    -> is down since 7m; opened 7m; team firing #1
        9m    pause on
        10m   up
        30m   pause off -> reminded; team reminder #2
        31m   up      -> is up since 31m; closed 31m; team resolved #3
      `,
    ],
  ])("%s", (_, script) => {
    expect(replay(script)).toBe(tidy(script));
  });
});

describe("law 5: whoever was told firing is told resolved", () => {
  it.each([
    [
      "in maintenance, silenced, with the parent down",
      `
        rules: down 1
        channels: team
        0s    down    -> is down since 0s; opened 0s; team firing #1
        1m    maintenance on
        1m    silence on
        1m    parent on
        2m    up      -> is up since 2m; closed 2m; team resolved #2
      `,
    ],
    [
      "when the check is removed, even while paused or silenced",
      `
        rules: down 1
        channels: team
        0s    down    -> is down since 0s; opened 0s; team firing #1
        1m    silence on
        1m    pause on
        2m    remove  -> is pending since 2m; closed 2m; team resolved #2
        3m    remove  -> is pending since 3m
      `,
    ],
    [
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
    ],
    [
      "a channel that joins during an incident gets its card at once, and one that comes back no second one",
      `
        rules: down 1
        channels: team
        0s    down    -> is down since 0s; opened 0s; team firing #1
        1m    channels: team mail mail -> mail firing #2
        2m    channels: mail
        3m    channels: team mail
        4m    up      -> is up since 4m; closed 4m; team resolved #3; mail resolved #4
      `,
    ],
    [
      "also for a channel whose name every object knows",
      `
        rules: down 1
        channels: constructor
        0s    down    -> is down since 0s; opened 0s; constructor firing #1
        1m    up      -> is up since 1m; closed 1m; constructor resolved #2
      `,
    ],
  ])("%s", (_, script) => {
    expect(replay(script)).toBe(tidy(script));
  });
});

describe("law 9: reminders and acknowledgement", () => {
  it.each([
    [
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
        3h    tick
      `,
    ],
    [
      "stop with an acknowledgement until the severity changes",
      `
        rules: down 1, remind 30m
        channels: team
        0s    degraded -> is degraded since 0s; opened 0s; team firing #1
        1m    ack anna -> acknowledged; team acknowledged #2
        2m    ack ben
        3h    down    -> is down since 3h; escalated; team escalated #3
        3h30m wake    -> reminded; team reminder #4
        3h31m ack ben -> acknowledged; team acknowledged #5
        9h    up      -> is up since 9h; closed 9h; team resolved #6
        9h1m  ack anna
      `,
    ],
    [
      "begin, change and end with the rules after a reload",
      `
        rules: down 1
        channels: team
        0s    down    -> is down since 0s; opened 0s; team firing #1
        1h    rules: down 1, remind 30m
        1h30m wake    -> reminded; team reminder #2
        91m   rules: down 1, remind 5m
        1h36m wake    -> reminded; team reminder #3
        97m   rules: down 1
        5h    tick
      `,
    ],
  ])("%s", (_, script) => {
    expect(replay(script)).toBe(tidy(script));
  });
});
