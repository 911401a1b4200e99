import { connect } from "node:net";
import { openTarget, type TargetServer } from "./target-server.ts";

/** A small real proxy: tunnels for CONNECT, forwards absolute-form requests. `refuse` answers with that status. */
export const openProxy = (refuse?: string): Promise<TargetServer> =>
  openTarget((socket, request) => {
    if (refuse) return socket.end(`HTTP/1.1 ${refuse}\r\ncontent-length: 0\r\n\r\n`);
    const [, method, target = ""] = /^(\S+) (\S+)/.exec(request) ?? [];
    const { hostname, port, pathname } = new URL(method === "CONNECT" ? `tcp://${target}` : target);
    const upstream = connect(Number(port || 80), hostname, () => {
      if (method === "CONNECT") socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      else upstream.write(request.replace(target, pathname));
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("close", () => upstream.destroy());
    return undefined;
  });
