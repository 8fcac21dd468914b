'use client';

import { AlertDialog as BaseAlertDialog } from '@base-ui/react/alert-dialog';
import type { AlertDialogProps } from '@/components/ui/alert-dialog-props';
import { Button } from '@/components/ui/button';
import { buttonVariants } from '@/components/ui/button-variants';

/** The dialog itself, from its first opening on. Loaded by AlertDialog. */
export default function OpenedAlertDialog({
  open,
  onOpenChange,
  title,
  children,
  confirmLabel,
  confirmVariant = 'danger',
  cancelLabel,
  onConfirm,
  busy = false,
  finalFocus,
}: AlertDialogProps) {
  return (
    <BaseAlertDialog.Root open={open} onOpenChange={(next) => !busy && onOpenChange(next)}>
      <BaseAlertDialog.Portal>
        <BaseAlertDialog.Backdrop className="fixed inset-0 z-50 bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseAlertDialog.Popup
          // What is gone takes no focus, and what came in its place knows better than Base UI where it belongs.
          {...(finalFocus && { finalFocus: () => finalFocus.current ?? false })}
          className="fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-y-auto rounded-lg border border-border bg-surface-raised p-6 shadow-float transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <BaseAlertDialog.Title className="text-xl font-semibold break-words">{title}</BaseAlertDialog.Title>
          <BaseAlertDialog.Description render={<div />} className="flex flex-col gap-2 text-text-muted">
            {children}
          </BaseAlertDialog.Description>
          <div className="mt-2 flex flex-wrap justify-end gap-2">
            <BaseAlertDialog.Close className={buttonVariants({ variant: 'secondary' })}>
              {cancelLabel}
            </BaseAlertDialog.Close>
            <Button variant={confirmVariant} busy={busy} onClick={onConfirm}>
              {confirmLabel}
            </Button>
          </div>
        </BaseAlertDialog.Popup>
      </BaseAlertDialog.Portal>
    </BaseAlertDialog.Root>
  );
}
