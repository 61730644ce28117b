/** Asked only by an engine that wants tokens; afterwards one is where one was going. */
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { problemOf } from "../components/failure.tsx";
import { Title } from "../components/title.tsx";
import { EngineStateDocument } from "../graphql/generated.ts";
import { ask } from "../graphql/hooks.ts";
import { token } from "../graphql/token.ts";

export default function SignInPage() {
  const [, navigate] = useLocation();
  const next = new URLSearchParams(useSearch()).get("next") ?? "/jobs";
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const signIn = async () => {
    token.set(value.trim());
    try {
      await ask(EngineStateDocument, {});
      // Only an address of this console, whatever the parameter says.
      navigate(next.startsWith("/") && !next.startsWith("//") ? next : "/jobs", { replace: true });
    } catch (error) {
      token.set(null);
      setProblem(problemOf(error).text);
    }
  };
  return (
    <form
      className="centre"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      <Title text="Sign in" />
      <p>This engine asks for an access token. It is kept until this browser tab is closed.</p>
      <div className="field">
        <label htmlFor="token">Access token</label>
        <input
          id="token"
          type="password"
          size={40}
          autoComplete="off"
          value={value}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : "token-problem"}
          onChange={({ target }) => setValue(target.value)}
        />
        {problem !== null && (
          <span id="token-problem" className="problem" role="alert">
            {problem}
          </span>
        )}
      </div>
      <button type="submit" className="button primary" disabled={value.trim() === ""}>
        Sign in
      </button>
    </form>
  );
}
