/** The stores of the configuration: each is checked as it is read. */

/** A named store: an S3 endpoint with its credentials and manners. */
export interface StoreConfig {
  readonly name: string;
  /** Absent: AWS. */
  readonly endpoint?: string;
  /** Absent: that of the AWS profile. */
  readonly region?: string;
  /** Absent: the usual AWS chain of environment, profile and instance role. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Absent: path style wherever an endpoint is given. */
  readonly pathStyle?: boolean;
  /** Role ARN -> the store whose endpoint and credentials are used in its place for jobs with that role. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Whether the role of a job is assumed, with the credentials of this store, at its security token service. */
  readonly assumeRole?: boolean;
  /** Absent: that of AWS in the region. */
  readonly stsEndpoint?: string;
  /** Absent: as `preflight` of the whole configuration. */
  readonly preflight?: boolean;
  /** Bucket for scratch objects; absent: the one that the calls go to. */
  readonly preflightBucket?: string;
  /** Calls of tasks in flight, and a second, of all jobs and processes together; absent: no limit. */
  readonly maxConcurrency?: number;
  readonly maxRequestsPerSecond?: number;
  /** The development store that comes with the engine. */
  readonly development: boolean;
  /** The default store where the file names others only, and no variable says where or as whom it is called. */
  readonly implied?: true;
}

/** What stores are read from, and where problems go. */
export interface Loading {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly problems: string[];
  /** The members of an object of the config file. */
  readonly membersOf: (value: unknown) => Readonly<Record<string, unknown>>;
}

/** The stores of the config file, and before them `default` from the usual AWS environment unless the file names one. */
export function loadStores(given: unknown, loading: Loading): readonly StoreConfig[] {
  const { membersOf } = loading;
  const named = given === undefined ? {} : membersOf(given);
  const stores = Object.entries(named).map(([name, store]) => loadStore(name, store, loading));
  const all = withDefault(stores, loading);
  checkRoles(all, loading.problems);
  return all;
}

function withDefault(stores: readonly StoreConfig[], loading: Loading): readonly StoreConfig[] {
  if (stores.some(({ name }) => name === "default")) {
    return stores.toSorted((a, b) => Number(b.name === "default") - Number(a.name === "default"));
  }
  const store = defaultStore(loading);
  const implied = stores.length > 0 && storeVariables.every((name) => !loading.env[name]);
  return [implied ? { ...store, implied } : store, ...stores];
}

/** By which the environment says where the default store is, or as whom it is called. */
const storeVariables = [
  "AWS_ENDPOINT_URL_S3",
  "AWS_ENDPOINT_URL",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

function defaultStore({ env, problems }: Loading): StoreConfig {
  const variable = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"].find((name) => env[name]);
  const endpoint = variable === undefined ? undefined : env[variable];
  if (variable !== undefined && !isAddress(endpoint!))
    problems.push(`${variable} ${notAnAddress(endpoint!)}`);
  return {
    name: "default",
    ...(endpoint === undefined ? {} : { endpoint }),
    ...regionOf(env, endpoint),
    development: false,
  };
}

function isAddress(endpoint: string): boolean {
  return /^https?:\/\/[^/?#]/i.test(endpoint) && URL.canParse(endpoint);
}

/** What follows the name of a setting that is to be an address. */
function notAnAddress(endpoint: string): string {
  // What cannot be read as an address may hold a password all the same.
  const shown = endpoint.includes("@") ? "" : `; it is ${JSON.stringify(endpoint)}`;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(endpoint))
    return `must be like https://s3.example.com${shown}.`;
  return `needs http:// or https:// before its host${shown}.`;
}

/** Stores other than AWS mostly take any region; AWS's own may stand in the profile, which the SDK reads. */
function regionOf(env: Loading["env"], endpoint: string | undefined): { readonly region?: string } {
  const region =
    env["AWS_REGION"] ??
    env["AWS_DEFAULT_REGION"] ??
    (endpoint === undefined ? undefined : "us-east-1");
  return region === undefined ? {} : { region };
}

const storeMembers = new Set([
  "endpoint",
  "region",
  "accessKeyId",
  "secretAccessKey",
  "sessionToken",
  "pathStyle",
  "preflight",
  "preflightBucket",
  "maxConcurrency",
  "maxRequestsPerSecond",
  "roles",
  "assumeRole",
  "stsEndpoint",
  "development",
]);

function loadStore(
  name: string,
  given: unknown,
  { env, problems, membersOf }: Loading,
): StoreConfig {
  const store = membersOf(given);
  const problem = (message: string) =>
    problems.push(`Store ${JSON.stringify(name)} in the config file: ${message}`);
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    problem("a name has lower-case letters, digits and dashes.");
  for (const member of Object.keys(store))
    if (!storeMembers.has(member)) problem(`${member} is not a setting of a store.`);
  const textOf = (member: string): string | undefined => {
    const value = store[member];
    if (value === undefined || typeof value === "string") return value;
    problem(`${member} must be text.`);
    return undefined;
  };
  const endpoint = textOf("endpoint");
  if (endpoint !== undefined && !isAddress(endpoint)) problem(`endpoint ${notAnAddress(endpoint)}`);
  else if (endpoint !== undefined && !/^https?:\/\/[^/?#]+\/?$/i.test(endpoint))
    problem("endpoint must be like https://s3.example.com, without a path.");
  const accessKeyId = textOf("accessKeyId");
  const secretAccessKey = textOf("secretAccessKey");
  const sessionToken = textOf("sessionToken");
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    problem("accessKeyId and secretAccessKey are given together or not at all.");
  }
  const region = textOf("region");
  const booleanOf = (member: string): boolean | undefined => {
    const value = store[member];
    if (value === undefined || typeof value === "boolean") return value;
    problem(`${member} must be true or false.`);
    return undefined;
  };
  const pathStyle = booleanOf("pathStyle");
  const preflight = booleanOf("preflight");
  const preflightBucket = textOf("preflightBucket");
  const assumeRole = booleanOf("assumeRole");
  const stsEndpoint = textOf("stsEndpoint");
  if (stsEndpoint !== undefined && !isAddress(stsEndpoint))
    problem(`stsEndpoint ${notAnAddress(stsEndpoint)}`);
  const roles = rolesOf(store["roles"], problem);
  const limits = limitsOf(store, problem);
  return {
    name,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? regionOf(env, endpoint) : { region }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : {
          credentials: {
            accessKeyId,
            secretAccessKey,
            ...(sessionToken === undefined ? {} : { sessionToken }),
          },
        }),
    ...(pathStyle === undefined ? {} : { pathStyle }),
    ...(preflight === undefined ? {} : { preflight }),
    ...(preflightBucket === undefined ? {} : { preflightBucket }),
    ...limits,
    ...(roles === undefined ? {} : { roles }),
    ...(assumeRole === undefined ? {} : { assumeRole }),
    ...(stsEndpoint === undefined ? {} : { stsEndpoint }),
    development: store["development"] === true,
  };
}

/** Within the bounds that the limits of a job have. */
function limitsOf(
  store: Readonly<Record<string, unknown>>,
  problem: (message: string) => void,
): Pick<StoreConfig, "maxConcurrency" | "maxRequestsPerSecond"> {
  const { maxConcurrency, maxRequestsPerSecond } = store;
  const isCalls = typeof maxConcurrency === "number" && Number.isInteger(maxConcurrency);
  if (maxConcurrency !== undefined && !(isCalls && maxConcurrency >= 1))
    problem("maxConcurrency must be a whole number of at least 1.");
  if (
    maxRequestsPerSecond !== undefined &&
    !(typeof maxRequestsPerSecond === "number" && maxRequestsPerSecond > 0)
  )
    problem("maxRequestsPerSecond must be a number above 0.");
  return {
    ...(isCalls ? { maxConcurrency } : {}),
    ...(typeof maxRequestsPerSecond === "number" ? { maxRequestsPerSecond } : {}),
  };
}

function rolesOf(
  given: unknown,
  problem: (message: string) => void,
): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return undefined;
  const isMap = typeof given === "object" && given !== null && !Array.isArray(given);
  const entries = isMap ? Object.entries(given) : [];
  if (!isMap || entries.some(([, store]) => typeof store !== "string")) {
    problem('roles must be like {"arn:aws:iam::123456789012:role/batch": "another-store"}.');
    return undefined;
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Every store that a role leads to is there. */
function checkRoles(stores: readonly StoreConfig[], problems: string[]): void {
  const names = new Set(stores.map(({ name }) => name));
  for (const { name, roles = {} } of stores) {
    for (const [role, target] of Object.entries(roles)) {
      if (names.has(target)) continue;
      problems.push(
        `Store ${JSON.stringify(name)} in the config file: the role ${role} leads to ${JSON.stringify(target)}, which is not a store.`,
      );
    }
  }
}
