/** Everything that is fuzzed, by name. */
import { openGraphqlTarget } from "./graphql-target.ts";
import { openManifestTarget } from "./manifest-target.ts";
import type { FuzzTarget } from "./run-fuzz.ts";
import { openXmlTarget } from "./xml-target.ts";

const targets = {
  manifest: openManifestTarget,
  xml: openXmlTarget,
  graphql: openGraphqlTarget,
} as const satisfies Record<string, () => FuzzTarget | Promise<FuzzTarget>>;

export type TargetName = keyof typeof targets;

export const targetNames = Object.keys(targets);

export function isTargetName(name: string): name is TargetName {
  return Object.hasOwn(targets, name);
}

export async function openTarget(name: TargetName): Promise<FuzzTarget> {
  return await targets[name]();
}
