export interface FaultProps {
  /** What was thrown: by the server under an id, or in the browser. */
  error: unknown;
  retry: () => void;
}
