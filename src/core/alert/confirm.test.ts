import { describe, expect, it } from "vitest";
import { replay, tidy } from "../../../test/support/alert-transcript.ts";

describe("law 1 and 2: confirmation", () => {
  it.each([
    [
      "is silent about up at first sight",
      `
        rules: down 2, up 1, recheck 10s
        channels: team
        0s    up      -> is up since 0s
        1m    up
      `,
    ],
    [
      "gives the first outcome ever no credit: down at first sight needs the same confirmation",
      `
        rules: down 2, up 1, recheck 10s
        channels: team
        0s    down    -> recheck 10s
        10s   down    -> is down since 0s; opened 0s; team firing #1
      `,
    ],
    [
      "lets a single bad outcome pass, looking again soon",
      `
        rules: down 2, up 1, recheck 10s
        channels: team
        0s    up      -> is up since 0s
        1m    down    -> recheck 1m10s
        1m10s up
        2m    down    -> recheck 2m10s
        2m10s up
      `,
    ],
    [
      "dates the incident from its first bad outcome and the recovery from its first good one",
      `
        rules: down 3, up 2, recheck 10s
        channels: team
        0s    up      -> recheck 10s
        10s   up      -> is up since 0s
        1m    down    -> recheck 1m10s
        1m10s down
        2m    down    -> is down since 1m; opened 1m; team firing #1
        3m    up      -> recheck 3m10s
        3m10s up      -> is up since 3m; closed 3m; team resolved #2
      `,
    ],
    [
      "asks to look again once per change of news, not with every bad outcome",
      `
        rules: down 4, recheck 10s
        channels: team
        0s    down    -> recheck 10s
        10s   down
        20s   degraded -> recheck 30s
        30s   degraded -> is degraded since 0s; opened 0s; team firing #1
      `,
    ],
    [
      "counts n of m, and dates from the first bad outcome in the window that confirmed",
      `
        rules: down 3 of 5
        channels: team
        0s    up      -> is up since 0s
        1m    down
        2m    up
        3m    up
        4m    down
        5m    up
        6m    down
        7m    down    -> is down since 4m; opened 4m; team firing #1
      `,
    ],
    [
      "does not pay for the recovery with good outcomes from before the incident, or the other way round",
      `
        rules: down 2 of 4, up 2 of 4
        channels: team
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
    ],
    [
      "confirms by elapsed time, at the exact moment, without another outcome",
      `
        rules: down 1 for 2m, up 1
        channels: team
        0s    up      -> is up since 0s
        1m    down
        3m    wake    -> is down since 1m; opened 1m; team firing #1
        4m    up      -> is up since 4m; closed 4m; team resolved #2
      `,
    ],
    [
      "starts the time again after a good outcome",
      `
        rules: down 1 for 2m, up 1
        channels: team
        0s    down
        1m    up      -> is up since 1m
        2m    down
        3m    down
        4m    wake    -> is down since 2m; opened 2m; team firing #1
        4m    tick
      `,
    ],
    [
      "asks for both the count and the time, in recovery too",
      `
        rules: down 2 of 3 for 1m, up 2 for 90s
        channels: team
        0s    down
        10s   up
        20s   down
        1m    wake    -> is down since 0s; opened 0s; team firing #1
        2m    up
        3m    up
        3m30s wake    -> is up since 2m; closed 2m; team resolved #2
        4m    tick
      `,
    ],
    [
      "confirms nothing by an outcome that says the opposite",
      `
        rules: down 2 of 3 for 1m
        channels: team
        0s    down
        10s   down
        50s   up      -> is up since 50s
        70s   tick
        80s   down    -> is down since 0s; opened 0s; team firing #1
      `,
    ],
  ])("%s", (_, script) => {
    expect(replay(script)).toBe(tidy(script));
  });
});

describe("law 2: unknown outcomes", () => {
  it.each([
    [
      "neither confirm nor break a streak, either way",
      `
        rules: down 2, up 2, recheck 10s
        channels: team
        0s    unknown
        10s   down    -> recheck 20s
        20s   unknown
        30s   down    -> is down since 10s; opened 10s; team firing #1
        1m    up      -> recheck 1m10s
        70s   unknown
        80s   up      -> is up since 1m; closed 1m; team resolved #2
      `,
    ],
    [
      "stop time from confirming: silence proves nothing",
      `
        rules: down 1 for 1m
        channels: team
        0s    down
        30s   unknown
        2m    tick
        3m    unknown
        4m    down    -> is down since 0s; opened 0s; team firing #1
      `,
    ],
    [
      "make the state unknown when there are three in a row; what was up then is up as long as before",
      `
        rules: down 2
        channels: team
        0s    up      -> is up since 0s
        1m    unknown
        2m    unknown
        3m    unknown -> is unknown since 1m
        4m    unknown
        5m    up      -> is up since 0s
      `,
    ],
    [
      "never end or hide an open incident",
      `
        rules: down 1
        channels: team
        0s    down    -> is down since 0s; opened 0s; team firing #1
        1m    unknown
        2m    unknown
        3m    unknown
        4m    unknown
        5m    up      -> is up since 5m; closed 5m; team resolved #2
      `,
    ],
  ])("%s", (_, script) => {
    expect(replay(script)).toBe(tidy(script));
  });
});

describe("law 3: severity", () => {
  it.each([
    [
      "degraded to down escalates the same incident, back eases it, only up closes it",
      `
        rules: down 2, up 2, recheck 10s
        channels: team
        0s    degraded -> recheck 10s
        10s   degraded -> is degraded since 0s; opened 0s; team firing #1
        1m    down    -> recheck 1m10s
        70s   down    -> is down since 1m; escalated; team escalated #2
        2m    degraded -> recheck 2m10s
        130s  degraded -> is degraded since 2m; eased; team eased #3
        3m    up      -> recheck 3m10s
        190s  up      -> is up since 3m; closed 3m; team resolved #4
      `,
    ],
    [
      "a mixed beginning is degraded until down itself has enough outcomes",
      `
        rules: down 2 of 3, recheck 10s
        channels: team
        0s    degraded -> recheck 10s
        10s   down    -> is degraded since 0s; opened 0s; team firing #1; recheck 20s
        20s   down    -> is down since 10s; escalated; team escalated #2
      `,
    ],
    [
      "a beginning whose time comes on a degraded outcome is degraded, whatever was seen before",
      `
        rules: down 2 of 3 for 1m
        channels: team
        0s    down
        10s   down
        50s   degraded
        1m    wake    -> is degraded since 0s; opened 0s; team firing #1
        70s   down    -> is down since 0s; escalated; team escalated #2
      `,
    ],
    [
      "a good outcome among degraded ones shows that it is no longer down",
      `
        rules: down 1, up 2
        channels: team
        0s    down    -> is down since 0s; opened 0s; team firing #1
        1m    degraded
        2m    up      -> is degraded since 1m; eased; team eased #2
        3m    up      -> is up since 2m; closed 2m; team resolved #3
      `,
    ],
    [
      "recovers at once from down to up without being eased first",
      `
        rules: down 1, up 2
        channels: team
        0s    down    -> is down since 0s; opened 0s; team firing #1
        1m    up
        2m    up      -> is up since 1m; closed 1m; team resolved #2
      `,
    ],
    [
      "does not bounce on outcomes that were counted before",
      `
        rules: down 2 of 4, up 2 of 4
        channels: team
        0s    degraded
        1m    down    -> is degraded since 0s; opened 0s; team firing #1
        2m    degraded
        3m    down    -> is down since 1m; escalated; team escalated #2
        4m    degraded
        5m    down
        6m    degraded -> is degraded since 4m; eased; team eased #3
        7m    down
      `,
    ],
  ])("%s", (_, script) => {
    expect(replay(script)).toBe(tidy(script));
  });
});

describe("rules that change between events", () => {
  it.each([
    [
      "apply to what was seen already",
      `
        rules: down 3
        channels: team
        0s    up      -> is up since 0s
        1m    down
        2m    down
        3m    rules: down 2 -> is down since 1m; opened 1m; team firing #1
        4m    rules: down 5, up 3
        5m    up
        6m    up
        7m    rules: down 1, up 2 -> is up since 5m; closed 5m; team resolved #2
      `,
    ],
  ])("%s", (_, script) => {
    expect(replay(script)).toBe(tidy(script));
  });
});
