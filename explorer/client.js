/** GraphQL over HTTP, and over WebSocket as graphql-transport-ws has it. */

const address = () => new URL("../graphql", location.href);

export async function send({ query, variables, operationName, token }) {
  const response = await fetch(address(), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json",
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return { status: response.status, body: await response.json() };
}

/** Gives each message to `onMessage`, and why it ended to `onEnd`. Returns what stops it. */
export function subscribe({ query, variables, operationName, token }, { onMessage, onEnd }) {
  const url = address();
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url, "graphql-transport-ws");
  const write = (message) => socket.send(JSON.stringify(message));
  let ended = false;
  const end = (why) => {
    if (!ended) onEnd(why);
    ended = true;
    socket.close(1000);
  };
  socket.addEventListener("open", () =>
    write({ type: "connection_init", ...(token === "" ? {} : { payload: { token } }) }),
  );
  socket.addEventListener("close", ({ code, reason }) =>
    end(`The connection ended: ${code} ${reason}`.trim()),
  );
  socket.addEventListener("message", ({ data }) => {
    const { type, payload } = JSON.parse(data);
    if (type === "connection_ack")
      write({ id: "1", type: "subscribe", payload: { query, variables, operationName } });
    else if (type === "ping") write({ type: "pong" });
    else if (type === "next") onMessage(payload);
    else if (type === "error") {
      onMessage({ errors: payload });
      end("Refused.");
    } else if (type === "complete") end("Complete.");
  });
  return () => end("Stopped.");
}
