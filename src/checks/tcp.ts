import { z } from "zod";
import { defineCheckType } from "../core/check-type.ts";
import type { Connected } from "../net/connect.ts";
import { formatAddress } from "../net/open-socket.ts";
import type { Lookup } from "../net/resolve-host.ts";
import { allowLinkLocal, dnsCache, family, host, phaseTimeouts, port } from "../options/network.ts";
import type { Redact } from "./expect/judgement.ts";
import { latency, latencyJudge } from "./expect/latency.ts";
import { readingExpectations } from "./expect/reading.ts";
import { meetsText, textExpectation, textJudge } from "./expect/text.ts";
import { createConnectionProbe } from "./probe/connection.ts";
import { connectionReadings, judgingReadings } from "./probe/judged-readings.ts";

const { tls: _, ...readings } = connectionReadings;

/** What stands beside `id` and `type: tcp`. */
const options = z
  .strictObject({
    host: host(),
    port: port(),
    family: family(),
    send: z.string().min(1).optional().meta({ description: "Text to send once the connection is open" }),
    timeouts: phaseTimeouts(),
    allow_link_local: allowLinkLocal(),
    dns_cache: dnsCache(),
    expect: z
      .strictObject({
        latency: latency().optional(),
        banner: textExpectation().optional().meta({ description: "What the target must say" }),
        readings: readingExpectations(readings).optional(),
      })
      .prefault({})
      .meta({ description: "What is good. Default: the connection opens" }),
  })
  .refine(({ send, expect }) => send === undefined || expect.banner !== undefined, {
    path: ["send"],
    message: "needs expect.banner: without it nothing is listened for",
  });

type TcpOptions = z.output<typeof options>;

/** Greetings are short; what follows is not read. */
const bannerBytes = 4096;

const textOf = (received: Uint8Array): string => new TextDecoder().decode(received);

const talkOf = ({ send, expect: { banner } }: TcpOptions) =>
  banner
    ? { send, maxBytes: bannerBytes, until: (received: Uint8Array) => meetsText(banner, textOf(received)) }
    : undefined;

const connectionJudge = ({ expect }: TcpOptions, redact: Redact) => {
  const latency = expect.latency && latencyJudge(expect.latency, redact);
  const banner = expect.banner && textJudge("banner", "body-mismatch", expect.banner, redact);
  return ({ totalMs, received }: Connected) => [
    ...(latency ? [latency(totalMs)] : []),
    ...(banner ? [banner(textOf(received))] : []),
  ];
};

/** `type: tcp`, with another resolver than the system's when one is given. */
export const createTcpCheck = (lookup?: Lookup) =>
  defineCheckType({
    type: "tcp",
    summary: "Opens a TCP connection, and reads the greeting if asked to",
    options,
    prepare: (options, surroundings) => {
      const { host, port, family, timeouts, allow_link_local: allowLinkLocal } = options;
      const { dns_cache: dnsCache } = options;
      const plan = {
        host,
        port,
        family,
        lookup,
        allowLinkLocal,
        dnsCache,
        phaseTimeoutsMs: timeouts,
        talk: talkOf(options),
      };
      const { redact, timezone } = surroundings;
      const judge = connectionJudge(options, redact);
      const probe = createConnectionProbe({ plan, judge }, surroundings);
      return {
        target: formatAddress(host, port),
        host,
        ...judgingReadings(probe, { readings: options.expect.readings, timezone, redact }),
      };
    },
  });

export const tcpCheck = createTcpCheck();
