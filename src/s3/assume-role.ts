/** Credentials of a role, from the security token service of a store; the SDK asks again shortly before they end. */
import type { STSClient } from "@aws-sdk/client-sts";
import type { StoreCredentials } from "./s3-client.ts";

export interface AssumeRoleSettings {
  readonly roleArn: string;
  /** Absent: that of AWS in the region. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** Who asks; absent: the SDK's own chain. */
  readonly credentials?: StoreCredentials | undefined;
}

export interface TemporaryCredentials extends StoreCredentials {
  readonly expiration: Date;
}

export interface AssumedRole {
  readonly credentials: () => Promise<TemporaryCredentials>;
  close(): void;
}

/** The service refuses to give the role; what it says later would be the same. */
class RoleNotAssumable extends Error {
  override readonly name = "RoleNotAssumable";
}

const sessionSeconds = 3600;

export function assumeRole(settings: AssumeRoleSettings): AssumedRole {
  const { roleArn, endpoint, region, credentials } = settings;
  let client: STSClient | null = null;
  return {
    close: () => client?.destroy(),
    async credentials() {
      // Loaded by who needs it: few do, and it takes memory in each thread.
      const { AssumeRoleCommand, STSClient: Client } = await import("@aws-sdk/client-sts");
      client ??= new Client({
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(region === undefined ? {} : { region }),
        ...(credentials === undefined ? {} : { credentials: toSdk(credentials) }),
      });
      const command = new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: "stevedore",
        DurationSeconds: sessionSeconds,
      });
      const { Credentials: given } = await client.send(command).catch((error: unknown) => {
        throw isRefusal(error)
          ? new RoleNotAssumable(`${roleArn}: ${error.message}`, { cause: error })
          : error;
      });
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
      if (AccessKeyId === undefined || SecretAccessKey === undefined)
        throw new RoleNotAssumable(`${roleArn}: the answer holds no credentials`);
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
        expiration: Expiration ?? new Date(Date.now() + sessionSeconds * 1000),
      };
    },
  };
}

/** A refusal, and not a service that is away or busy. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || !("$metadata" in error)) return false;
  const { httpStatusCode: status = 500 } = error.$metadata as { readonly httpStatusCode?: number };
  return status >= 400 && status < 500 && status !== 429;
}

function toSdk({ sessionToken, ...keys }: StoreCredentials) {
  return sessionToken === undefined ? keys : { ...keys, sessionToken };
}
