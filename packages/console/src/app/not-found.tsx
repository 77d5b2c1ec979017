import { Link } from "@tanstack/react-router";
import { EmptyState } from "../components/empty-state.tsx";

export function NotFound() {
  return (
    <EmptyState icon="question" title="Nothing is at this address" action={<Link to="/">Go home</Link>}>
      The link may be from another version of the console, or cut off.
    </EmptyState>
  );
}
