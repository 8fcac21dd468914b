'use client';

import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip';
import type { ReactNode } from 'react';

interface TooltipPopupProps {
  anchor: Element;
  /** Escape was pressed. */
  onClose: () => void;
  children: ReactNode;
}

/** The text itself, beside its anchor. Loaded by Tooltip, which also decides when it shows. */
export default function TooltipPopup({ anchor, onClose, children }: TooltipPopupProps) {
  return (
    <BaseTooltip.Root open onOpenChange={(open) => !open && onClose()}>
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner anchor={anchor} className="z-50" sideOffset={6} collisionPadding={8}>
          <BaseTooltip.Popup className="rounded-sm border border-border bg-surface-raised px-2 py-1 text-xs text-text tabular-nums shadow-float">
            {children}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
