/** The functions of the config file, by the names under which jobs may invoke them. */

/** A function at an endpoint that speaks Lambda's Invoke. */
export interface FunctionConfig {
  readonly name: string;
  /** Name or ARN at its endpoint; the name itself when left out. */
  readonly target: string;
  /** Absent: AWS. */
  readonly endpoint?: string;
  readonly region?: string;
  /** Absent: the usual AWS chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const textMembers = ["function", "endpoint", "region", "accessKeyId", "secretAccessKey"] as const;

/** `usualRegion`: that of the environment. What cannot stand is added to `problems`. */
export function loadFunctions(
  given: unknown,
  options: { readonly usualRegion: string | undefined; readonly problems: string[] },
): readonly FunctionConfig[] {
  const { usualRegion, problems } = options;
  if (given === undefined) return [];
  if (!isObject(given)) {
    problems.push("functions in the config file must be an object of functions by name.");
    return [];
  }
  return Object.entries(given).flatMap(([name, settings]) => {
    const problem = (message: string) =>
      void problems.push(`Function ${JSON.stringify(name)} in the config file: ${message}`);
    const loaded = loadFunction(name, settings, problem);
    if (loaded === null) return [];
    const region = loaded.region ?? usualRegion ?? (loaded.endpoint && "us-east-1");
    return [region === undefined ? loaded : { ...loaded, region }];
  });
}

function loadFunction(
  name: string,
  given: unknown,
  problem: (message: string) => void,
): FunctionConfig | null {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
    problem("a name has 1 to 64 letters, digits, dashes and underscores.");
  if (!isObject(given)) {
    problem("its settings must be an object.");
    return null;
  }
  for (const [member, value] of Object.entries(given)) {
    if (!textMembers.some((known) => known === member))
      problem(`${member} is not a setting of a function.`);
    else if (typeof value !== "string") problem(`${member} must be text.`);
  }
  const text = (member: (typeof textMembers)[number]) => {
    const value = given[member];
    return typeof value === "string" ? value : undefined;
  };
  const [endpoint, region] = [text("endpoint"), text("region")];
  if (endpoint !== undefined && !/^https?:\/\/[^/?#]+\/?$/.test(endpoint))
    problem("endpoint must be like http://127.0.0.1:9000, without a path.");
  const [accessKeyId, secretAccessKey] = [text("accessKeyId"), text("secretAccessKey")];
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined))
    problem("accessKeyId and secretAccessKey are given together or not at all.");
  return {
    name,
    target: text("function") ?? name,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
