import { BlockList, isIP } from "node:net";
import { bareHost } from "./open-socket.ts";
import { basicAuthorization, userInfo } from "./user-info.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const portOf = (url: URL): string => url.port || (url.protocol === "https:" ? "443" : "80");

const read = (env: Environment, name: string): string => env[name.toLowerCase()] || env[name] || "";

const inSubnet = (host: string, entry: string): boolean => {
  const [network = "", prefix = ""] = entry.split("/");
  const family = isIP(network);
  if (family === 0 || isIP(host) === 0 || !/^\d+$/.test(prefix)) return false;
  if (Number(prefix) > (family === 6 ? 128 : 32)) return false;
  const subnet = new BlockList();
  subnet.addSubnet(network, Number(prefix), family === 6 ? "ipv6" : "ipv4");
  return subnet.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
};

const excludes = (entry: string, host: string, port: string): boolean => {
  if (entry === "*") return true;
  const [, name = entry, wantedPort] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  if (wantedPort !== undefined && wantedPort !== port) return false;
  if (name.includes("/")) return inSubnet(host, name);
  const domain = name.replace(/^\*?\./, "").replace(/^\[(.*)\]$/, "$1");
  return domain !== "" && (host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`)));
};

/** Whether `NO_PROXY` excludes the target: `*`, names with their subdomains, `name:port`, addresses, CIDR blocks. */
export const isExcluded = (noProxy: string, target: URL): boolean => {
  const host = bareHost(target);
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== "" && excludes(entry, host, portOf(target)));
};

/**
 * The proxy that a request to `target` takes. `setting` is a URL, `none`, or absent for what the environment says
 * (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`; lower case wins, as in curl).
 * @throws {Error} when the proxy's address is not an http or https URL
 */
export const chooseProxy = (target: URL, setting: string | undefined, env: Environment): URL | undefined => {
  if (setting === "none") return undefined;
  if (setting !== undefined) return proxyUrl(setting, "proxy");
  const name = target.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const found = read(env, name);
  return found === "" || isExcluded(read(env, "NO_PROXY"), target) ? undefined : proxyUrl(found, name);
};

const proxyUrl = (text: string, name: string): URL => {
  const full = text.includes("://") ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol))
    throw new Error(`${name} must be an http:// or https:// address`);
  return url;
};

/** The header that a proxy with user and password in its URL wants. */
export const proxyHeaders = (proxy: URL): Readonly<Record<string, string>> => {
  const info = userInfo(proxy);
  return info ? { "proxy-authorization": basicAuthorization(info) } : {};
};
