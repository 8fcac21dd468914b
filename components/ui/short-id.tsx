'use client';

import { CopyButton } from '@/components/ui/copy-button';
import { shortenMiddle } from '@/components/ui/shorten-middle';
import { Tooltip } from '@/components/ui/tooltip';

interface ShortIdProps {
  id: string;
  /** What it is, for the button's name: "Copy the delivery's ID". */
  copyLabel: string;
}

/** An id shortened in the middle, whole on hover and focus of its Copy button. */
export function ShortId({ id, copyLabel }: ShortIdProps) {
  return (
    <span className="inline-flex items-center gap-1">
      <Tooltip content={<code>{id}</code>}>
        <code className="text-text-muted">{shortenMiddle(id)}</code>
        <CopyButton
          value={id}
          label={copyLabel}
          variant="ghost"
          size="icon"
          className="size-6 print:hidden"
        />
      </Tooltip>
    </span>
  );
}
