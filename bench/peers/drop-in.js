/**
 * For `node --import`: whoever asks for `ws` gets Longwire's entry of the same API, as by "overrides" in a package.json.
 */
import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, next) => next(specifier === "ws" ? "@longwire/ws" : specifier, context),
});
