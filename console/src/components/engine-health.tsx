/** Whether everything works that the engine needs, on every screen: a store that is down explains a job that stands still. */
import { Link, useLocation } from "wouter";
import { paused } from "../graphql/connection.ts";
import { EngineHealthDocument, type EngineHealthQuery } from "../graphql/generated.ts";
import { useAnswer } from "../graphql/hooks.ts";
import { visible } from "../lib/format.ts";
import { Icon } from "./icon.tsx";
import { useRepeat } from "./repeat.ts";

const everyMs = 15_000;

export type Component = EngineHealthQuery["engine"]["components"][number];

/** Undefined while it is not known. Every answer goes through one cache, so who asks as well costs nothing. */
export function useComponents(): readonly Component[] | undefined {
  const [path] = useLocation();
  const { data } = useAnswer(EngineHealthDocument, { variables: {}, pause: path === "/sign-in" });
  return data?.engine.components;
}

/** As people call it. */
export function componentName(name: string): string {
  if (name === "event-store") return "Event store";
  if (name === "read-models") return "Read models";
  if (name === "notices") return "Notices";
  if (name === "notices:mail") return "Notices by mail";
  const [kind, ...rest] = name.split(":");
  return `${kind === "notices" ? "Notices to" : "Store"} ${visible(rest.join(":"))}`;
}

/** What it means for what is on the screen. */
function consequenceOf({ name, message }: Component): string {
  const what = visible(message ?? "");
  if (name === "read-models") return `Numbers may be old. ${what}`;
  if (name === "event-store") return `The event store is away. ${what}`;
  return `${componentName(name)} does not work, and tasks that need it wait. ${what}`;
}

/** What explains that numbers are old or that a job stands still. A store that is busy explains neither. */
export const isWorthABanner = ({ name, state }: Component) =>
  state === "DOWN" || (name === "read-models" && state === "DEGRADED");

export function EngineBanner() {
  const [path] = useLocation();
  const isAsked = path !== "/sign-in";
  const { data, again } = useAnswer(EngineHealthDocument, { variables: {}, pause: !isAsked });
  useRepeat(() => !paused.get() && again(), { everyMs, isOn: isAsked });
  const problems = isAsked ? (data?.engine.components ?? []).filter(isWorthABanner) : [];
  if (problems.length === 0) return null;
  return (
    <div className="notice warn banner" role="status">
      <Icon name="hand" />
      <ul className="grow">
        {problems.map((component) => (
          <li key={component.name}>{consequenceOf(component)}</li>
        ))}
      </ul>
      {path !== "/engine" && <Link href="/engine">See the engine</Link>}
    </div>
  );
}
