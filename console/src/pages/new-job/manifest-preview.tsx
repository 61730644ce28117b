/** What the manifest holds, before a job exists: its first rows, how many there are, and what looks wrong. */
import { useEffect, useState } from "react";
import { Failure } from "../../components/failure.tsx";
import { Icon } from "../../components/icon.tsx";
import { ManifestPreviewDocument, type ManifestPreviewQuery } from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";
import { bytes, count, counted, visible } from "../../lib/format.ts";
import { toManifest, type ListDraft } from "./draft.ts";

type Preview = ManifestPreviewQuery["manifestPreview"];

/** Nobody wants half a name looked up. */
const typingMs = 600;

export function ManifestPreview({
  draft,
  onSeen,
}: {
  readonly draft: ListDraft;
  /** The ETag of the file that is shown; empty when none is. */
  readonly onSeen: (etag: string) => void;
}) {
  const { manifest, generator } = draft;
  const input = JSON.stringify(toManifest(draft, { pinned: false }));
  const isGiven =
    manifest.kind === "generator"
      ? generator.bucket.trim() !== ""
      : manifest.bucket.trim() !== "" && manifest.key !== "";
  const [shown, setShown] = useState<{ readonly input: string; readonly preview: Preview } | null>(
    null,
  );
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    setError(null);
    if (!isGiven) return undefined;
    let isOver = false;
    const look = async () => {
      try {
        const variables = { manifest: JSON.parse(input) as ReturnType<typeof toManifest> };
        const { manifestPreview } = await ask(ManifestPreviewDocument, variables);
        if (isOver) return;
        setShown({ input, preview: manifestPreview });
        onSeen(manifestPreview.errors.length === 0 ? (manifestPreview.etag ?? "") : "");
      } catch (failure) {
        if (!isOver) setError(failure);
      }
    };
    const timer = setTimeout(() => void look(), typingMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line -- `onSeen` is a new function at each drawing
  }, [input, isGiven, attempt]);
  if (!isGiven) return null;
  if (error !== null) {
    return (
      <Failure
        error={error}
        title="The list could not be looked at."
        again={() => setAttempt(attempt + 1)}
      />
    );
  }
  if (shown?.input !== input) {
    return (
      <p className="muted" role="status">
        Looking at the list…
      </p>
    );
  }
  return <Seen preview={shown.preview} />;
}

function Seen({ preview }: { readonly preview: Preview }) {
  const { rows, warnings, errors, etag, sizeBytes, estimatedRows, exact } = preview;
  const about = [
    estimatedRows === null ? null : `${exact ? "" : "about "}${counted(estimatedRows, "row")}`,
    sizeBytes === null ? null : bytes(sizeBytes),
    etag === null ? null : `ETag ${etag.slice(0, 12)}…`,
  ].filter((each) => each !== null);
  return (
    <div className="stack">
      {errors.map(({ code, message }) => (
        <p key={code} className="notice bad">
          {visible(message)}
        </p>
      ))}
      {warnings.map(({ code, message, cure, fatal, rows: affected }) => (
        <div key={code} className={`notice ${fatal ? "bad" : "warn"}`}>
          <Icon name="hand" />
          <div className="grow">
            <strong>{visible(message)}</strong>{" "}
            {affected > 1 && `${count(affected)} rows have it. `}
            {visible(cure)}
          </div>
        </div>
      ))}
      {rows.length > 0 && (
        <div className="table-box preview" tabIndex={0} role="region" aria-label="First rows">
          <table>
            <caption className="muted small">
              First {counted(rows.length, "row")} · {about.join(" · ")}
            </caption>
            <thead>
              <tr>
                <th scope="col" className="number">
                  Row
                </th>
                <th scope="col">Bucket</th>
                <th scope="col">Key</th>
                <th scope="col">Version</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ row, bucket, key, versionId }) => (
                <tr key={row}>
                  <td className="number">{count(row)}</td>
                  <td>{visible(bucket)}</td>
                  <td>
                    <code>{visible(key)}</code>
                  </td>
                  <td>{visible(versionId ?? "")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
