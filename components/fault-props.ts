export interface FaultProps {
  /** Under which the server logged it; null when it happened in the browser. */
  faultId: string | null;
  /** Where the panel is, when the fault is only that it was opened under another address. */
  panelAddress: string | null;
  retry: () => void;
}
