'use client';

import {
  type FocusEvent,
  lazy,
  type PointerEvent,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
  useState,
} from 'react';

interface TooltipProps {
  /** A short addition; never the only place of something one needs. */
  content: ReactNode;
  /** What it belongs to; focusable, or holding what is. */
  children: ReactNode;
}

// Positioning is a good part of a page's scripts, and nobody needs it before the first hover. Where it cannot be had, off
// the network or on a page from before an update, a pointer that passes must not take the page away.
const TooltipPopup = lazy(() =>
  import('@/components/ui/tooltip-popup').catch(() => ({ default: () => <></> })),
);

/** Milliseconds: a pointer that only passes opens nothing, and one may move over onto the text without losing it. */
const OPEN_AFTER_MS = 300;
const CLOSE_AFTER_MS = 150;

/** A short text on hover and on keyboard focus. Sighted users only: say it to screen readers in another way. */
export function Tooltip({ content, children }: TooltipProps) {
  const [anchor, setAnchor] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      // Asked first: a hundred of these go with a list, and hardly one has a timer.
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );

  function change(to: Element | null, afterMs: number) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(to), afterMs);
  }

  return (
    // Without a box of its own.
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens for what happens to the child
    <span
      className="contents"
      onPointerEnter={(event: PointerEvent) => {
        if (event.pointerType !== 'touch') change(event.currentTarget.firstElementChild, OPEN_AFTER_MS);
      }}
      onPointerLeave={() => change(null, CLOSE_AFTER_MS)}
      onFocus={(event: FocusEvent) => {
        if (event.target.matches(':focus-visible')) change(event.currentTarget.firstElementChild, 0);
      }}
      onBlur={() => change(null, 0)}
    >
      {children}
      {anchor && (
        <Suspense>
          <TooltipPopup anchor={anchor} onClose={() => change(null, 0)}>
            {content}
          </TooltipPopup>
        </Suspense>
      )}
    </span>
  );
}
