import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Provider } from "urql";
import { App } from "./app.tsx";
import { client } from "./graphql/client.ts";
import { applyTheme } from "./lib/theme.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/tables.css";
import "./styles/job.css";
import "./styles/form.css";

applyTheme();
createRoot(document.querySelector("#root")!, {
  // What is caught is shown, and is no news to anybody's console.
  onCaughtError: () => {},
}).render(
  <StrictMode>
    <Provider value={client}>
      <App />
    </Provider>
  </StrictMode>,
);
