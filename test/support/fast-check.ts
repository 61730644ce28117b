/** fast-check with a seed that stays, so that a failure is one of the change; `FC_SEED` sets another. */
import * as fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 20_261_126) });

export { fc };
