import { openProxy } from "./proxy-server.ts";
import { certificates } from "../certificates.ts";
import { closedPort, openDeafTarget, openGreetingTarget } from "./target-server.ts";
import { answers, greets, http, https, nowhere, type HostileCase } from "./hostile-case.ts";

const dnsError = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));
const never = () => new Promise<never>(() => {});
const soon = "300ms";

const names: readonly HostileCase[] = [
  nowhere("has a name that does not exist", "dns-not-found", "http://gone.test/", {}, dnsError("ENOTFOUND")),
  nowhere("has a name server that fails", "dns-failure", "http://ill.test/", {}, dnsError("EAI_AGAIN")),
  nowhere(
    "has a name server that is silent",
    "dns-timeout",
    "http://mute.test/",
    { timeouts: { dns: soon } },
    never,
  ),
  nowhere("has no IPv6 address", "dns-not-found", "http://127.0.0.1/", { family: "ipv6" }),
  nowhere("is the cloud's metadata service", "address-refused", "http://169.254.169.254/"),
  nowhere("hides the metadata service in IPv6", "address-refused", "http://[::ffff:a9fe:a9fe]/"),
  nowhere(
    "has a name that leads to the metadata service",
    "address-refused",
    "http://sly.test/",
    {},
    async () => [{ address: "169.254.169.254", family: 4 }],
  ),
];

const connections: readonly HostileCase[] = [
  {
    name: "refuses the connection",
    type: "http",
    expected: "connect-refused",
    stage: async () => ({
      options: { url: `http://127.0.0.1:${await closedPort()}/` },
      close: async () => {},
    }),
  },
  {
    name: "never opens the connection",
    type: "tcp",
    expected: "connect-timeout",
    stage: async () => {
      const { port, close } = await openDeafTarget();
      return { close, options: { host: "127.0.0.1", port, timeouts: { connect: soon } } };
    },
  },
  http("says nothing", "first-byte-timeout", () => {}, { timeouts: { first_byte: soon } }),
  http("closes without an answer", "empty-reply", (socket) => socket.end()),
  http("resets before the answer", "connection-reset", (socket) => socket.resetAndDestroy()),
  {
    name: "speaks first, and not HTTP",
    type: "http",
    expected: "invalid-response",
    stage: async () => {
      const target = await openGreetingTarget((socket) => socket.write("220 mail.example.com\r\n"));
      return { ...target, options: { url: `http://127.0.0.1:${target.port}/` } };
    },
  },
  greets("greets nobody", "tcp", "first-byte-timeout", () => {}, {
    expect: { banner: { contains: "220" } },
    timeouts: { first_byte: soon },
  }),
  greets("greets with the wrong words", "tcp", "body-mismatch", (socket) => socket.end("554 no"), {
    expect: { banner: { contains: "220" } },
  }),
  greets("resets instead of greeting", "tcp", "connection-reset", (socket) => socket.resetAndDestroy(), {
    expect: { banner: { contains: "220" } },
  }),
];

const handshakes: readonly HostileCase[] = [
  greets("is silent in the TLS handshake", "http", "tls-timeout", () => {}, { timeouts: { tls: soon } }),
  greets("closes in the TLS handshake", "http", "tls-failed", (socket) =>
    socket.once("data", () => socket.end()),
  ),
  greets("resets in the TLS handshake", "http", "connection-reset", (socket) =>
    socket.once("data", () => socket.resetAndDestroy()),
  ),
  greets("speaks plain HTTP on the HTTPS port", "http", "tls-failed", (socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
  ),
  https("has an expired certificate", "tls-expired", certificates.expired),
  https("has a certificate of the future", "tls-not-yet-valid", certificates.notYetValid),
  https("has a self-signed certificate", "tls-self-signed", certificates.selfSigned),
  https("has a certificate for another host", "tls-wrong-host", certificates.wrongHost),
  https("has a certificate from nobody we know", "tls-untrusted", certificates.ofAnotherAuthority),
  https("has a certificate that expires soon", "certificate-expiring", certificates.expiringIn10Days, {
    expect: { certificate: { warn: "21d", fail: "7d" } },
  }),
  https(
    "wants a client certificate (TLS 1.3)",
    "tls-client-certificate",
    certificates.good,
    {},
    {
      requestCert: true,
      minVersion: "TLSv1.3",
    },
  ),
  https(
    "wants a client certificate (TLS 1.2)",
    "tls-failed",
    certificates.good,
    {},
    {
      requestCert: true,
      maxVersion: "TLSv1.2",
    },
  ),
  https(
    "speaks only TLS 1.0",
    "tls-failed",
    certificates.good,
    {},
    {
      minVersion: "TLSv1",
      maxVersion: "TLSv1",
      ciphers: "DEFAULT@SECLEVEL=0",
    },
  ),
];

const viaProxy = (
  name: string,
  expected: HostileCase["expected"],
  refuse: string | undefined,
  extra: Readonly<Record<string, unknown>>,
): HostileCase => ({
  name,
  type: "http",
  expected,
  stage: async () => {
    const { port, ...proxy } = await openProxy(refuse);
    return { ...proxy, options: { proxy: `http://127.0.0.1:${port}`, ...extra } };
  },
});

const proxies: readonly HostileCase[] = [
  viaProxy("is behind a proxy that wants a password", "proxy-failed", "407 Proxy Authentication Required", {
    url: "https://127.0.0.1:9/",
  }),
  viaProxy("is behind a proxy that cannot reach it", "proxy-failed", undefined, {
    url: "https://127.0.0.1:9/",
  }),
  {
    name: "is behind a proxy that is down",
    type: "http",
    expected: "proxy-failed",
    stage: async () => ({
      options: { url: "http://127.0.0.1:9/", proxy: `http://127.0.0.1:${await closedPort()}` },
      close: async () => {},
    }),
  },
];

const redirect = (location: string | undefined, status = 302) =>
  `HTTP/1.1 ${status} Moved\r\ncontent-length: 0\r\n${location === undefined ? "" : `location: ${location}\r\n`}\r\n`;

const redirects: readonly HostileCase[] = [
  answers("redirects to itself", "redirect-loop", redirect("/")),
  http(
    "redirects on and on",
    "too-many-redirects",
    (socket, request) => socket.end(redirect(`${/^GET (\S+)/.exec(request)?.[1]}x`)),
    { redirects: { max: 3 } },
  ),
  answers("redirects without saying where", "redirect-invalid", redirect(undefined)),
  answers("redirects to another scheme", "redirect-invalid", redirect("file:///etc/passwd")),
  answers("redirects to nonsense", "redirect-invalid", redirect("http://[")),
  answers(
    "redirects to the metadata service",
    "address-refused",
    redirect("http://169.254.169.254/latest", 307),
  ),
];

/** Bad things up to the moment when the answer begins. */
export const connectionCases: readonly HostileCase[] = [
  ...names,
  ...connections,
  ...handshakes,
  ...proxies,
  ...redirects,
];
