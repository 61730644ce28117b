/** What usually helps, by the code of a failure. */
const cures: Readonly<Record<string, string>> = {
  NoSuchKey:
    "The object is not there. Keys in a CSV manifest are URL-encoded: check that spaces, + and % are.",
  NotFound: "The object is not there, or the credentials may not see it.",
  NoSuchVersion: "That version is not there any more.",
  NoSuchBucket: "Create the bucket, or correct its name.",
  AccessDenied: "Give the credentials of the store the S3 actions that the operation needs.",
  InvalidAccessKeyId: "Check the credentials of the store in the configuration.",
  SignatureDoesNotMatch: "Check the secret key of the store in the configuration.",
  ExpiredToken: "Renew the credentials of the store, then run the failed tasks again.",
  CredentialsUnavailable: "Give credentials in the environment, a profile, or the config file.",
  ConnectionFailed: "Check the endpoint of the store and that it runs.",
  DnsFailed: "Check the host name in the endpoint of the store.",
  TimedOut:
    "The store is slow or overloaded; try --max-concurrency or a larger REQUEST_TIMEOUT_MS.",
  AnswerBroken: "Something between here and the store cuts connections; see the message.",
  SlowDown: "The store asks for less: set --max-requests-per-second.",
  ServiceUnavailable: "The store asks for less: set --max-requests-per-second.",
  InternalError: "The store had an error of its own; run the failed tasks again later.",
  NotImplemented: "This store does not offer the operation.",
  MethodNotAllowed: "The row names a delete marker, or the store does not offer the operation.",
  InvalidObjectState: "The object is archived; restore it first.",
  EntityTooLarge: "The object is larger than the store copies in one call (5 GiB on S3).",
  InvalidRequest:
    "See the message: often an object over 5 GiB, a row without its version, or a copy onto itself that changes nothing.",
  InvalidTag: "Tags have letters, digits, spaces and + - = . _ : / @ only.",
  KeyTooLongError: "Prefix and key together are longer than 1,024 bytes; use a shorter prefix.",
  DotSegments:
    "This store, or a proxy before it, resolves . and .. in keys. Reach the store without the proxy, or rename such objects.",
  EmptyKey: "The row has no key.",
  PreconditionFailed:
    "The object was changed in the meantime, or a condition of the copy does not hold.",
  ExecutorLost: "The process died at this object three times; look into the log of the server.",
  InvalidManifestContent:
    "Correct the row that the reason names, store the manifest, create a new job.",
  ManifestNotFound: "Check bucket and key of --manifest.",
  ManifestETagMismatch: "The manifest was changed; check it, and give its present ETag or none.",
  ManifestReadForbidden: "Let the credentials read the manifest.",
  ManifestUnreadable: "Check that the store of the manifest runs and answers.",
  BucketNotAllowed: "List objects of a bucket that your token is bound to, or use another token.",
  CopiesOntoItself:
    "Give --target-prefix or another --target-bucket, or something that changes, as --storage-class.",
  ManifestChecksumMismatch:
    "A file of the inventory is missing or damaged: copy it again, or use a newer inventory.",
  ManifestGenerationEmpty: "No object of the bucket is kept by the filter: widen it.",
  ManifestBucketOwnerMismatch: "The bucket belongs to another account: look at both.",
  ManifestWriteFailed: "Let the credentials write where the generated list is kept.",
  TaskFailureThresholdExceeded:
    "Too many tasks failed. Cure the failures above, or raise failureThreshold in a --job file.",
  ReportWriteFailed:
    "Make the bucket of the report, or let the credentials write to it. What tasks were done stays done.",
  RoleNotAssumable:
    "Let the credentials of the store assume the role, or map the role to a store in the config file.",
  PreflightRefused:
    "A store that damages objects or ignores the operation cannot be used for it. If it was only not allowed to try, see PREFLIGHT in the README.",
  ObjectLockNotEnabled:
    "Retention and legal holds need a bucket that was made with Object Lock; nothing was changed.",
  ConfirmationExpired: "The job waited too long to be confirmed; create it again.",
};

/** Null when nothing is known. */
export function cureFor(code: string): string | null {
  return Object.hasOwn(cures, code) ? cures[code]! : null;
}
