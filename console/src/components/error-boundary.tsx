import { Component, type ReactNode } from "react";

interface Props {
  /** Another place is another page: what broke on the one before is behind. */
  readonly place: string;
  readonly children: ReactNode;
}

interface State {
  readonly error: unknown;
}

/** What is shown of a page that broke, as one may that is older than the engine. Everything around it stays. */
export class ErrorBoundary extends Component<Props, State> {
  override readonly state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidUpdate(before: Props): void {
    if (before.place !== this.props.place && this.state.error !== null) {
      this.setState({ error: null });
    }
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="centre" role="alert">
        <h1>This page could not be shown</h1>
        <p>
          It may be older than the engine; then loading it again helps. What was done to jobs is not
          touched by this.
        </p>
        <p className="muted small">{error instanceof Error ? error.message : "Unknown error"}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Load again
        </button>
      </div>
    );
  }
}
