import { createSocket } from "node:dgram";
import { once } from "node:events";

/** What the server says of a name: an IPv4 address and its TTL in seconds; `silent` for no answer at all. */
export type DnsAnswer = { readonly address: string; readonly ttl: number } | "silent" | "unknown";

export interface DnsServer {
  /** For `Resolver.setServers`. */
  readonly address: string;
  /** The names that were asked for, with the record's type. */
  readonly questions: readonly string[];
  readonly close: () => Promise<void>;
}

const typeA = 1;

const readQuestion = (message: Buffer) => {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join("."), type: message.readUInt16BE(at + 1), end: at + 5 };
};

const recordOf = ({ address, ttl }: Exclude<DnsAnswer, string>): Buffer => {
  // A pointer to the question's name, type A, class IN.
  const record = Buffer.from([0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split(".").map(Number)]);
  record.writeUInt32BE(ttl, 6);
  return record;
};

/** A name server on a free UDP port of 127.0.0.1 (RFC 1035, A records alone). */
export const openDnsServer = async (answer: (name: string) => DnsAnswer): Promise<DnsServer> => {
  const questions: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message, { port, address }) => {
    const { name, type, end } = readQuestion(message);
    questions.push(`${name} ${type === typeA ? "A" : type}`);
    const said = answer(name);
    if (said === "silent") return;
    const records = said !== "unknown" && type === typeA ? [recordOf(said)] : [];
    const head = Buffer.from(message.subarray(0, end));
    head.writeUInt16BE(said === "unknown" ? 0x8183 : 0x8180, 2);
    head.writeUInt16BE(records.length, 6);
    head.fill(0, 8, 12);
    socket.send(Buffer.concat([head, ...records]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    close: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
};
