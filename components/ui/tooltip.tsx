'use client';

import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';

interface TooltipProps {
  /** A short addition; never the only place of something one needs. */
  content: ReactNode;
  /** The focusable element that it belongs to. */
  children: ReactElement<Record<string, unknown>>;
}

/** A short text on hover and on keyboard focus. Sighted users only: say it to screen readers in another way. */
export function Tooltip({ content, children }: TooltipProps) {
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger render={children} delay={300} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner className="z-50" sideOffset={6} collisionPadding={8}>
          <BaseTooltip.Popup className="rounded-sm border border-border bg-surface-raised px-2 py-1 text-xs text-text tabular-nums shadow-float transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {content}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
