import type { S3Client } from "@aws-sdk/client-s3";

/**
 * Makes a client leave out what the SDK tells about itself beside `user-agent`: a random id for each call, the number of
 * the attempt (always the first, as the SDK does not retry here) and a shorter `user-agent`. All three are signed, so they
 * cost the store as well as the engine.
 */
export function leaveOutSpareHeaders(client: S3Client): void {
  client.middlewareStack.addRelativeTo(withoutSpareHeaders, {
    name: "leaveOutSpareHeaders",
    relation: "before",
    toMiddleware: "httpSigningMiddleware",
    override: true,
  });
}

const spareHeaders = ["amz-sdk-invocation-id", "amz-sdk-request", "x-amz-user-agent"] as const;

function withoutSpareHeaders<Args extends { readonly request: unknown }, Result>(
  next: (args: Args) => Promise<Result>,
): (args: Args) => Promise<Result> {
  return (args) => {
    if (hasHeaders(args.request))
      for (const name of spareHeaders) delete args.request.headers[name];
    return next(args);
  };
}

function hasHeaders(request: unknown): request is { readonly headers: Record<string, unknown> } {
  return typeof request === "object" && request !== null && "headers" in request;
}
