/** The frame around every screen, and which screen an address shows. */
import { useEffect, type ReactNode } from "react";
import { Redirect, Route, Router, Switch, useLocation, useSearch } from "wouter";
import { ActionDialogs } from "./components/action-dialogs.tsx";
import { EndWatch } from "./components/end-watch.tsx";
import { EngineBanner } from "./components/engine-health.tsx";
import { ErrorBoundary } from "./components/error-boundary.tsx";
import { Header } from "./components/header.tsx";
import { KeysDialog, useGlobalKeys } from "./components/keys.tsx";
import { loaded } from "./components/loaded.tsx";
import { ManyRunCards } from "./components/many-run-card.tsx";
import { Toasts } from "./components/toasts.tsx";
import { refused } from "./graphql/token.ts";
import { announcement } from "./lib/announce.ts";
import { basePath } from "./lib/base-path.ts";
import { useStore } from "./lib/store.ts";
import { JobPage } from "./pages/job/job-page.tsx";
import { JobsPage } from "./pages/jobs/jobs-page.tsx";
import { NotFoundPage } from "./pages/not-found.tsx";

// Screens that a visit does not begin with are loaded when they are asked for.
const EnginePage = loaded(async () => import("./pages/engine.tsx"), "Engine");
const NewJobPage = loaded(async () => import("./pages/new-job/new-job-page.tsx"), "New job");
const SignInPage = loaded(async () => import("./pages/sign-in.tsx"), "Sign in");

export function App() {
  return (
    <Router base={basePath}>
      <SkipLink />
      <Header />
      <main id="main" tabIndex={-1}>
        <EngineBanner />
        <ManyRunCards />
        <Guarded>
          <Pages />
        </Guarded>
      </main>
      <ActionDialogs />
      <EndWatch />
      <Toasts />
      <KeysDialog />
      <p className="hidden-text" role="status" aria-live="polite">
        {useStore(announcement)}
      </p>
    </Router>
  );
}

function Guarded({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  return <ErrorBoundary place={path}>{children}</ErrorBoundary>;
}

/** With `<base href>` a bare `#main` would lead to another page, so the link names this one. */
function SkipLink() {
  useLocation();
  const search = useSearch();
  return (
    <a className="skip" href={`${location.pathname}${search === "" ? "" : `?${search}`}#main`}>
      Skip to content
    </a>
  );
}

interface JobAddress {
  readonly id: string;
  readonly tab?: string;
  readonly row?: string;
}

function Pages() {
  const [path, navigate] = useLocation();
  useGlobalKeys();
  const isRefused = useStore(refused);
  useEffect(() => {
    if (!isRefused || path === "/sign-in") return;
    const next = encodeURIComponent(path + location.search);
    navigate(`/sign-in?next=${next}`, { replace: true });
  }, [isRefused, path, navigate]);
  return (
    <Switch>
      <Route path="/">
        <Redirect to="/jobs" replace />
      </Route>
      <Route path="/jobs" component={JobsPage} />
      <Route path="/jobs/new" component={NewJobPage} />
      <Route path="/jobs/:id/:tab?/:row?">
        {(parameters) => {
          const { id, tab, row } = parameters as unknown as JobAddress;
          return <JobPage key={id} id={id} tab={tab} row={row} />;
        }}
      </Route>
      <Route path="/engine" component={EnginePage} />
      <Route path="/sign-in" component={SignInPage} />
      <Route component={NotFoundPage} />
    </Switch>
  );
}
