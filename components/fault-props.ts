export interface FaultProps {
  /** Under which the server logged it; null when it happened in the browser. */
  faultId: string | null;
  retry: () => void;
}
