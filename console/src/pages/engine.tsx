import { Failure } from "../components/failure.tsx";
import { Time } from "../components/time.tsx";
import { Title } from "../components/title.tsx";
import { EngineStateDocument } from "../graphql/generated.ts";
import { useAnswer } from "../graphql/hooks.ts";
import { count, duration } from "../lib/format.ts";
import { operationWord } from "../lib/operation-words.ts";
import { useNow } from "../components/now.ts";

const limitNames = {
  maxPageSize: "Largest page of a list",
  maxNodes: "Objects of one request",
  maxDepth: "Depth of one request",
  maxAliases: "Aliases of one request",
  maxTokens: "Tokens of one document",
  maxSubscriptions: "Subscriptions of one connection",
} as const;

export default function EnginePage() {
  const { data, error, fetching, again } = useAnswer(EngineStateDocument, { variables: {} });
  const now = useNow(10_000);
  if (data === undefined) {
    return (
      <div className="stack">
        <Title text="Engine" />
        {error !== undefined && !fetching ? (
          <Failure error={error} title="The engine could not be asked." again={again} />
        ) : (
          <p className="late muted" role="status">
            Loading…
          </p>
        )}
      </div>
    );
  }
  const { engine, stores, operations } = data;
  return (
    <div className="stack">
      <Title text="Engine" />
      {error !== undefined && !fetching && (
        <Failure error={error} title="This page may be old." again={again} />
      )}
      <section className="card stack" aria-labelledby="process">
        <h2 id="process">Process</h2>
        <dl className="facts">
          <dt>Version</dt>
          <dd>{engine.version}</dd>
          <dt>Runs since</dt>
          <dd>
            <Time at={engine.startedAt} /> ({duration((now - Date.parse(engine.startedAt)) / 1000)})
          </dd>
        </dl>
      </section>
      <section className="stack" aria-labelledby="stores">
        <h2 id="stores">Stores</h2>
        <div className="table-box">
          <table className="cards">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Region</th>
                <th scope="col">Used for</th>
              </tr>
            </thead>
            <tbody>
              {stores.map(({ name, region, default: isDefault, development }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td data-label="Region">{region ?? "from the profile"}</td>
                  <td>
                    {[
                      isDefault ? "where no store is named" : "where it is named",
                      development ? "development only" : "",
                    ]
                      .filter((each) => each !== "")
                      .join(", ")}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section className="stack" aria-labelledby="operations">
        <h2 id="operations">Operations</h2>
        <div className="table-box">
          <table className="cards">
            <thead>
              <tr>
                <th scope="col">Operation</th>
                <th scope="col">What it does</th>
                <th scope="col">What its credentials must be allowed</th>
              </tr>
            </thead>
            <tbody>
              {operations.map(({ name, summary, s3Actions }) => (
                <tr key={name}>
                  <th scope="row">{operationWord(name)}</th>
                  <td>{summary}</td>
                  <td>
                    <code>{s3Actions.join(", ")}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section className="card stack" aria-labelledby="limits">
        <h2 id="limits">Limits of the API</h2>
        <dl className="facts">
          {Object.entries(limitNames).map(([name, words]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{words}</dt>
              <dd className="numbers">{count(engine.limits[name as keyof typeof limitNames])}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
