/** What the job was made of, every value as the engine keeps it. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import { act } from "../../components/job-actions.ts";
import { ExactTime } from "../../components/time.tsx";
import { JobOperationDocument } from "../../graphql/generated.ts";
import { useAnswer } from "../../graphql/hooks.ts";
import { actionLook } from "../../lib/actions.ts";
import { count, counted, percent, shortId, visible } from "../../lib/format.ts";
import { operationWord } from "../../lib/operation-words.ts";
import type { JobView } from "./job-view.ts";

export default function SettingsTab({ job }: { readonly job: JobView }) {
  return (
    <div className="columns">
      <OperationCard job={job} />
      <ManifestCard job={job} />
      <RunCard job={job} />
      <TimesCard job={job} />
      <LinksCard job={job} />
    </div>
  );
}

function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = `settings-${title.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <section className="card stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl className="facts">{children}</dl>
    </section>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** `targetKeyPrefix` → `Target key prefix`. */
function wordsOf(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value of any operation in words; null when there is nothing to say. */
function shown(value: unknown): string | null {
  if (value === null || value === undefined || value === false) return null;
  if (value === true) return "Yes";
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(shown).join(", ");
  if (typeof value === "string") return visible(value);
  if (typeof value !== "object") return JSON.stringify(value);
  const fields = value as Readonly<Record<string, unknown>>;
  if ("key" in fields && "value" in fields)
    return `${shown(fields["key"])}=${shown(fields["value"]) ?? ""}`;
  const parts = Object.entries(fields).filter(
    ([name, each]) => name !== "__typename" && shown(each) !== null,
  );
  return parts.length === 0
    ? null
    : parts.map(([name, each]) => `${wordsOf(name)}: ${shown(each)}`).join("; ");
}

function OperationCard({ job }: { readonly job: JobView }) {
  const { data } = useAnswer(JobOperationDocument, { variables: { id: job.id } });
  const fields = Object.entries(data?.job?.operation ?? {}).filter(
    ([name, value]) => !["__typename", "name"].includes(name) && shown(value) !== null,
  );
  return (
    <Card title="Operation">
      <Row name="Operation">{operationWord(job.operation.name)}</Row>
      {fields.map(([name, value]) => (
        <Row key={name} name={wordsOf(name)}>
          {shown(value)}
        </Row>
      ))}
    </Card>
  );
}

function ManifestCard({ job: { manifest, progress } }: { readonly job: JobView }) {
  const { location, sourceStore } = manifest;
  return (
    <Card title="Manifest">
      {location !== null && (
        <>
          <Row name="File">
            <code>{visible(`s3://${location.bucket}/${location.key}`)}</code>
          </Row>
          <Row name="Store">{location.store}</Row>
          {location.versionId !== null && <Row name="Version">{location.versionId}</Row>}
          {location.etag !== null && (
            <Row name="ETag">
              <code>{location.etag}</code>
            </Row>
          )}
        </>
      )}
      {manifest.__typename === "FailedTasksManifest" && (
        <Row name="Rows of">
          the failed tasks of another job
          {manifest.errorCodes.length > 0 && ` with ${manifest.errorCodes.map(visible).join(", ")}`}
          {manifest.keyPrefix !== null && `, keys beginning with ${visible(manifest.keyPrefix)}`}
        </Row>
      )}
      {"fields" in manifest && (
        <Row name="Columns">{manifest.fields.map(wordsOfField).join(", ")}</Row>
      )}
      <Row name="Store of the objects">{sourceStore}</Row>
      {progress.total !== null && <Row name="Rows">{count(progress.total)}</Row>}
    </Card>
  );
}

/** Jobs that this one came from, and those that came from it. */
function LinksCard({ job: { retryOf, retries, clonedFrom } }: { readonly job: JobView }) {
  if (retryOf === null && clonedFrom === null && retries.length === 0) return null;
  return (
    <Card title="Other jobs">
      {retryOf !== null && (
        <Row name="Retries failed tasks of">
          <JobLink job={retryOf} />
        </Row>
      )}
      {clonedFrom !== null && (
        <Row name="Settings from">
          <JobLink job={clonedFrom} />
        </Row>
      )}
      {retries.length > 0 && (
        <Row name="Retried by">
          <ul>
            {retries.map((each) => (
              <li key={each.id}>
                <JobLink job={each} />
              </li>
            ))}
          </ul>
        </Row>
      )}
    </Card>
  );
}

function JobLink({
  job,
}: {
  readonly job: { readonly id: string; readonly description: string | null };
}) {
  return (
    <Link href={`/jobs/${job.id}`}>
      {job.description === null ? shortId(job.id) : visible(job.description)}
    </Link>
  );
}

const fieldWords: Readonly<Record<string, string>> = {
  BUCKET: "bucket",
  KEY: "key",
  VERSION_ID: "version",
  OPTIONAL_VERSION_ID: "version, if any",
  IGNORE: "(not used)",
};

function wordsOfField(field: string): string {
  return fieldWords[field] ?? field;
}

function RunCard({ job }: { readonly job: JobView }) {
  const {
    priority,
    limits,
    roleArn,
    failureThreshold,
    confirmationRequired,
    allowedActions,
    tags,
  } = job;
  const { maxConcurrency, maxRequestsPerSecond } = limits;
  const change = (action: "UPDATE_PRIORITY" | "UPDATE_LIMITS" | "TAG") =>
    allowedActions.includes(action) && (
      <button type="button" className="button plain" onClick={() => act(action, job)}>
        {actionLook(action)!.name}
      </button>
    );
  return (
    <Card title="How it runs">
      <Row name="Priority">
        {count(priority)} {change("UPDATE_PRIORITY")}
      </Row>
      <Row name="Limits">
        {maxConcurrency === null && maxRequestsPerSecond === null
          ? "None of its own"
          : [
              maxConcurrency === null
                ? null
                : `${counted(maxConcurrency, "call")} at the same time`,
              maxRequestsPerSecond === null
                ? null
                : `${counted(maxRequestsPerSecond, "call")} a second`,
            ]
              .filter((each) => each !== null)
              .join(", ")}{" "}
        {change("UPDATE_LIMITS")}
      </Row>
      <Row name="Fails on its own">
        {failureThreshold.maximumFailureRate >= 1
          ? "Never"
          : `above ${percent(failureThreshold.maximumFailureRate)} of at least ${counted(failureThreshold.minimumTasks, "task")}`}
      </Row>
      <Row name="Confirmation">
        {confirmationRequired ? "Asked for before it runs" : "Not asked for"}
      </Row>
      <Row name="Role">{roleArn ?? "Credentials of the stores"}</Row>
      <Row name="Tags">
        {tags.length === 0
          ? "None"
          : tags.map(({ key, value }) => visible(`${key}=${value}`)).join(", ")}{" "}
        {change("TAG")}
      </Row>
    </Card>
  );
}

function TimesCard({ job }: { readonly job: JobView }) {
  const { createdAt, startedAt, endedAt, expiresAt, createdBy, id } = job;
  return (
    <Card title="When and who">
      <Row name="Id">
        <code>{id}</code>
      </Row>
      <Row name="Created">
        <ExactTime at={createdAt} />
      </Row>
      <Row name="Created by">{visible(createdBy.name)}</Row>
      <Row name="First task">{startedAt === null ? "Not yet" : <ExactTime at={startedAt} />}</Row>
      <Row name="Ended">{endedAt === null ? "Not yet" : <ExactTime at={endedAt} />}</Row>
      <Row name="Will be removed">
        {expiresAt === null ? "Some time after it has ended" : <ExactTime at={expiresAt} />}
      </Row>
    </Card>
  );
}
