/** The engine: what it is, how what it needs is, and what it can do. */
import { componentName, useComponents, type Component } from "../components/engine-health.tsx";
import { Failure } from "../components/failure.tsx";
import { Icon } from "../components/icon.tsx";
import { Time } from "../components/time.tsx";
import { Title } from "../components/title.tsx";
import { EngineStateDocument } from "../graphql/generated.ts";
import { useAnswer } from "../graphql/hooks.ts";
import { count, duration, visible } from "../lib/format.ts";
import { operationWord } from "../lib/operation-words.ts";
import { useNow } from "../components/now.ts";

const limitNames = {
  maxPageSize: "Largest page of a list",
  maxNodes: "Objects of one request",
  maxDepth: "Depth of one request",
  maxAliases: "Aliases of one request",
  maxTokens: "Tokens of one document",
  maxSubscriptions: "Subscriptions of one connection",
  maxActiveJobs: "Jobs that run at once",
  maxRows: "Rows of one manifest",
} as const;

const healthLooks = {
  UP: { word: "Works", icon: "check", tone: "ok-text" },
  DEGRADED: { word: "Works badly", icon: "mark", tone: "warn-text" },
  DOWN: { word: "Does not work", icon: "cross", tone: "bad-text" },
} as const;

/** What the engine needs, and how each of it is. */
function Health({ components }: { readonly components: readonly Component[] | undefined }) {
  if (components === undefined) return null;
  return (
    <section className="stack" aria-labelledby="health">
      <h2 id="health">Health</h2>
      <div className="table-box">
        <table className="cards">
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">Health</th>
              <th scope="col">What is wrong</th>
            </tr>
          </thead>
          <tbody>
            {components.map(({ name, state, message }) => (
              <tr key={name}>
                <th scope="row">{componentName(name)}</th>
                <td className={`together ${healthLooks[state].tone}`}>
                  <Icon name={healthLooks[state].icon} /> {healthLooks[state].word}
                </td>
                <td data-label="What is wrong" className="anywhere">
                  {message === null ? "Nothing" : visible(message)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export default function EnginePage() {
  const { data, error, fetching, again } = useAnswer(EngineStateDocument, { variables: {} });
  const components = useComponents();
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
      <Health components={components} />
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
        <h2 id="limits">Limits</h2>
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
