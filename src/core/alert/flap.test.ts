import { describe, expect, it } from "vitest";
import { noOverlays, outcomeEvent } from "../../../test/support/alert-drive.ts";
import { replay, tidy } from "../../../test/support/alert-transcript.ts";
import { initialState, reduce } from "./reduce.ts";
import type { AlertEvent, CheckState } from "./types.ts";

describe("law 8: flapping", () => {
  it.each([
    [
      "keeps the incident open, says so once, then only reminds, and closes when it has settled",
      `
        rules: down 1, remind 10m, flap 3/1 in 10m
        channels: team
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
        20m   tick
      `,
    ],
    [
      "goes on when it settles on bad, and then tells the severity that it withheld",
      `
        rules: down 1, flap 1/0 in 10m
        channels: team
        0s    up      -> is up since 0s
        1m    degraded -> is degraded since 1m; opened 1m; team firing #1
        2m    up      -> is up since 2m; flapping; team flapping #2
        3m    down    -> is down since 3m; escalated
        13m   wake    -> settled; team escalated #3
        14m   up      -> is up since 14m; closed 14m; team resolved #4
      `,
    ],
    [
      "is told again when it begins again in the same incident",
      `
        rules: down 1, flap 1/0 in 10m
        channels: team
        0s    up      -> is up since 0s
        1m    down    -> is down since 1m; opened 1m; team firing #1
        2m    up      -> is up since 2m; flapping; team flapping #2
        3m    down    -> is down since 3m
        13m   wake    -> settled
        14m   rules: down 1, up 1, flap 0/0 in 10m
        15m   up      -> is up since 15m; flapping; team flapping #3
        25m   wake    -> settled; closed 15m; team resolved #4
        26m   tick
      `,
    ],
    [
      "needs as many flips as it says when both marks are one, or the lower one is higher",
      `
        rules: down 1, flap 1/1 in 10m
        channels: team
        0s    up      -> is up since 0s
        1m    down    -> is down since 1m; opened 1m; team firing #1
        2m    up      -> is up since 2m; flapping; team flapping #2
        3m    rules: down 1, flap 1/9 in 10m
        11m   wake    -> settled; closed 2m; team resolved #3
        12m   tick
      `,
    ],
    [
      "is part of the first message when it begins with an incident",
      `
        rules: down 1, flap 2/1 in 10m
        channels: team
        0s    up      -> is up since 0s
        1m    down    -> is down since 1m; opened 1m; team firing #1
        2m    up      -> is up since 2m; closed 2m; team resolved #2
        3m    down    -> is down since 3m; opened 3m; flapping; team firing #1
        12m   wake    -> settled
        13m   up      -> is up since 13m; closed 13m; team resolved #2
      `,
    ],
    [
      "tells nobody of an incident that is good at the moment, and reminds no more once acknowledged",
      `
        rules: down 1, remind 5m, flap 1/0 in 30m
        channels: team
        0s    up      -> is up since 0s
        1m    down    -> is down since 1m; opened 1m; team firing #1
        2m    up      -> is up since 2m; flapping; team flapping #2
        3m    channels: team mail
        4m    ack anna -> acknowledged; team acknowledged #3
        20m   down    -> is down since 20m; mail firing #4
        21m   tick
      `,
    ],
  ])("%s", (_, script) => {
    expect(replay(script)).toBe(tidy(script));
  });
});

describe("the memory of flips", () => {
  const once = { count: 1, of: 1, forMs: 0 };
  const at = (now: number, state: CheckState, enter: number, event: AlertEvent): CheckState =>
    reduce(state, event, now, {
      checkId: "orders",
      rules: {
        confirm: { down: once, up: once },
        recheckMs: 0,
        flap: { windowMs: 60_000, enter, leave: 0 },
      },
      overlays: noOverlays,
      channels: [],
    }).state;
  const flipped = (times: number, enter: number): CheckState => {
    let state = initialState(0);
    for (let now = 0; now <= times; now++)
      state = at(now, state, enter, outcomeEvent(now % 2 === 0 ? "up" : "down", now));
    return state;
  };

  it("holds one flip more than the rules count, however many there are", () => {
    expect(flipped(1000, 3).flips).toEqual([997, 998, 999, 1000]);
  });

  it("makes no check flap that has no incident, when the rules become stricter", () => {
    expect(at(3, flipped(2, 9), 0, { kind: "tick" })).toMatchObject({ state: "up", flapping: false });
  });

  it("is not kept alive by a clock that was set back", () => {
    const state = flipped(2, 1);
    expect(state.flapping).toBe(true);
    expect(at(-31_536_000_000, state, 1, { kind: "tick" }).flapping).toBe(false);
  });
});
