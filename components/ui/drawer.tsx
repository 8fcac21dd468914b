'use client';

import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef } from 'react';
import { buttonVariants } from '@/components/ui/button-variants';
import type { DrawerProps } from '@/components/ui/drawer-props';

/**
 * A sheet over the right side of the page, which rests until it is closed. Printed, it is all there is. Import it
 * lazily: it brings the dialog's scripts.
 */
export function Drawer({
  open,
  onOpenChange,
  title,
  aside,
  actions,
  closeLabel,
  children,
  finalFocus,
  ref,
}: DrawerProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 print:hidden" />
        <Dialog.Popup
          {...(ref && { ref })}
          data-sheet=""
          initialFocus={heading}
          finalFocus={() => finalFocus()}
          className="fixed inset-y-0 right-0 z-40 w-[min(47rem,100vw)] overflow-y-auto overscroll-contain border-l border-border bg-canvas shadow-float transition-transform duration-150 data-ending-style:translate-x-full data-starting-style:translate-x-full print:static print:w-full print:overflow-visible print:border-0 print:shadow-none"
        >
          <div className="sticky top-0 z-10 flex items-start gap-x-4 border-b border-border bg-surface-raised px-4 py-3 sm:px-6 print:static">
            <div className="flex min-w-0 grow flex-wrap items-center gap-x-3 gap-y-1 py-0.5">
              <Dialog.Title
                ref={heading}
                // The page under it is out of reach, so this is the heading of all that there is.
                render={(props) => <h1 {...props} />}
                tabIndex={-1}
                className="text-xl font-semibold tracking-tight outline-none"
              >
                {title}
              </Dialog.Title>
              {aside}
            </div>
            <div className="flex shrink-0 items-center gap-1 print:hidden">
              {actions}
              <Dialog.Close
                aria-label={closeLabel}
                className={buttonVariants({ variant: 'ghost', size: 'icon' })}
              >
                <X aria-hidden="true" />
              </Dialog.Close>
            </div>
          </div>
          <div className="p-4 pb-12 sm:p-6 sm:pb-16">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
