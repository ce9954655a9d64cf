/**
 * Longwire's client under the API of browsers.
 */
import { WebSocket } from "@longwire/websocket/whatwg";
import { measureStandard } from "./standard-client.js";

measureStandard(WebSocket);
