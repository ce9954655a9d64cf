/**
 * The client that Node has by itself.
 */
import { measureStandard } from "./standard-client.js";

measureStandard(globalThis.WebSocket);
