'use client';

import { Fault } from '@/components/fault';

/** A page of the panel that failed; the panel around it stays. */
export default function PanelError({ error, retry }: { error: unknown; retry: () => void }) {
  return <Fault error={error} retry={retry} />;
}
