/**
 * Loaded before an engine (`--import`, in each of its threads): its tasks then cost nothing, so that a job of millions of
 * rows ends within minutes. All else is the engine as it is; manifest and report still go to the store over HTTP. No
 * user needs such a switch, so the engine has none.
 */
import { registerHooks } from "node:module";

const transports = /\/src\/s3\/sdk-transport\.ts$/;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    if (!transports.test(resolved.url)) return resolved;
    return { ...resolved, url: new URL("null-transport.ts", import.meta.url).href };
  },
});
