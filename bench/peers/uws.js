/**
 * The uWebSockets.js addon as its documentation shows it: publish and subscribe for the fan-out, the sizes made equal.
 * Its package falls back to JavaScript when the addon does not load; that would be another peer, so it is refused.
 */
import uws from "@trufflesuite/uws-js-unofficial";
import { announce, HOST, isDeflated, isFanOut, MAX_MESSAGE_BYTES, MAX_WAITING_BYTES, tlsFiles } from "./serving.js";

if (!uws.App.toString().includes("[native code]")) throw new Error("the addon did not load");
const app = tlsFiles ? uws.SSLApp({ cert_file_name: tlsFiles.cert, key_file_name: tlsFiles.key }) : uws.App();

app.ws("/*", {
  compression: isDeflated ? uws.SHARED_COMPRESSOR : uws.DISABLED,
  maxPayloadLength: MAX_MESSAGE_BYTES,
  maxBackpressure: MAX_WAITING_BYTES,
  open: (socket) => {
    if (isFanOut) socket.subscribe("all");
  },
  message: (socket, message, isBinary) => {
    if (isFanOut) app.publish("all", message, isBinary, isDeflated);
    else socket.send(message, isBinary, isDeflated);
  },
});

app.listen(HOST, 0, (token) => {
  if (!token) throw new Error("cannot listen");
  announce(uws.us_socket_local_port(token));
});
