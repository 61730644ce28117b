import { Link } from "wouter";
import { Title } from "../components/title.tsx";

export function NotFoundPage() {
  return (
    <div className="centre">
      <Title text="Page not found" />
      <p>There is nothing at this address.</p>
      <Link className="button" href="/jobs">
        Go to jobs
      </Link>
    </div>
  );
}
