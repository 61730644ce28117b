/** The bar at the top: where one can go, how live the page is, and how it looks. */
import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { connection, paused, reconnectNow } from "../graphql/connection.ts";
import { ViewerDocument } from "../graphql/generated.ts";
import { useAnswer } from "../graphql/hooks.ts";
import { token, tokenStore } from "../graphql/token.ts";
import { timeOfDay, visible } from "../lib/format.ts";
import { useStore } from "../lib/store.ts";
import { applyTheme, theme, themes, type Theme } from "../lib/theme.ts";
import mark from "../mark.svg";
import { isWorthABanner, useComponents } from "./engine-health.tsx";
import { Icon } from "./icon.tsx";
import { useNow } from "./now.ts";

export function Header() {
  const [path] = useLocation();
  const places = [
    { to: "/jobs", name: "Jobs", here: path.startsWith("/jobs") },
    { to: "/engine", name: "Engine", here: path === "/engine" },
  ];
  return (
    <header className="top">
      <div>
        <Link className="brand" href="/jobs">
          <img src={mark} alt="" />
          Stevedore
        </Link>
        <nav aria-label="Main">
          <ul>
            {places.map(({ to, name, here }) => (
              <li key={to}>
                <Link href={to} aria-current={here ? "page" : undefined}>
                  {name}
                  {to === "/engine" && <EngineSign />}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="end">
          <ConnectionSign />
          <PauseButton />
          <Who />
          <ThemeChoice />
        </div>
      </div>
    </header>
  );
}

/** Where something does not work, that is the place to look. */
function EngineSign() {
  const isBroken = (useComponents() ?? []).some(isWorthABanner);
  if (!isBroken) return null;
  return (
    <span className="warn-text">
      {" "}
      <Icon name="hand" />
      <span className="hidden-text">, something does not work</span>
    </span>
  );
}

function ConnectionSign() {
  const state = useStore(connection);
  const isPaused = useStore(paused);
  const now = useNow(state.kind === "lost" ? 500 : 60_000);
  if (isPaused) return <span className="connection">Paused</span>;
  if (state.kind === "idle") return null;
  if (state.kind === "live" || state.kind === "connecting") {
    return (
      <span className={`connection ${state.kind}`}>
        <span className="dot" aria-hidden="true" />
        {state.kind === "live" ? "Live" : "Connecting"}
      </span>
    );
  }
  if (state.kind === "outdated") {
    return (
      <span className="connection lost">
        <span className="dot" aria-hidden="true" />
        Not live since {timeOfDay(state.since)}
        <button type="button" className="button plain" onClick={() => location.reload()}>
          Reload
        </button>
      </span>
    );
  }
  const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
  return (
    <span className="connection lost">
      <span className="dot" aria-hidden="true" />
      {navigator.onLine
        ? seconds === 0
          ? "Reconnecting"
          : `Reconnecting in ${seconds} s`
        : `Offline since ${timeOfDay(state.since)}`}
      <button type="button" className="button plain" onClick={reconnectNow}>
        Now
      </button>
    </span>
  );
}

function PauseButton() {
  const isPaused = useStore(paused);
  const state = useStore(connection);
  if (state.kind === "idle" && !isPaused) return null;
  return (
    <button type="button" className="button plain" onClick={() => paused.set(!isPaused)}>
      {isPaused ? "Resume updates" : "Pause updates"}
    </button>
  );
}

/** Who is signed in, and the way out; nothing where no token is asked for. */
function Who() {
  const value = useStore(tokenStore);
  const { data } = useAnswer(ViewerDocument, {
    variables: {},
    pause: value === null,
    policy: "cache-first",
  });
  if (value === null) return null;
  return (
    <span className="row small">
      {data === undefined ? "" : visible(data.viewer.name)}
      <button
        type="button"
        className="button plain"
        onClick={() => {
          token.set(null);
          // A new page: nothing that this token could see stays in memory.
          location.assign(new URL("sign-in", document.baseURI));
        }}
      >
        Sign out
      </button>
    </span>
  );
}

function ThemeChoice() {
  const chosen = useStore(theme);
  useEffect(applyTheme, [chosen]);
  return (
    <select
      aria-label="Theme"
      value={chosen}
      onChange={({ target }) => theme.set(target.value as Theme)}
    >
      {themes.map((each) => (
        <option key={each} value={each}>
          {each.charAt(0).toUpperCase() + each.slice(1)}
        </option>
      ))}
    </select>
  );
}

const staleMs = 5_000;

/** Says since when the numbers of a live page have not been kept, when the connection is lost for five seconds. */
export function StaleNotice() {
  const state = useStore(connection);
  const [shown, setShown] = useState(false);
  const since = state.kind === "lost" ? state.since : null;
  useEffect(() => {
    if (since === null) return setShown(false);
    const timer = setTimeout(() => setShown(true), Math.max(0, since + staleMs - Date.now()));
    return () => clearTimeout(timer);
  }, [since]);
  if (state.kind === "outdated") {
    return (
      <p className="notice warn" role="status">
        The engine speaks otherwise than this page, which may be older than it. Numbers here are
        from {timeOfDay(state.since)}; load the page again.
      </p>
    );
  }
  if (!shown || since === null) return null;
  return (
    <p className="notice warn" role="status">
      The engine cannot be reached. Numbers here are from {timeOfDay(since)}; they go on by
      themselves when it is back.
    </p>
  );
}
