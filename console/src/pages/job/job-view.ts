import type { JobPageQuery } from "../../graphql/generated.ts";

/** A job as its pages see it. */
export type JobView = NonNullable<JobPageQuery["job"]>;
