'use client';

import { lazy, type ReactNode, type RefObject, Suspense, useState } from 'react';

export interface AlertDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Names the thing: "Delete the webhook of crm.example.com?" */
  title: ReactNode;
  /** What will happen. */
  children: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  onConfirm: () => void;
  busy?: boolean;
  /** Where focus goes afterwards when the dialog was opened from a menu, whose item is gone by then. */
  finalFocus?: RefObject<HTMLElement | null>;
}

// Asked seldom, so it comes with the first question.
const OpenedAlertDialog = lazy(() => import('@/components/ui/alert-dialog-opened'));

/** A question before an act that destroys something. Escape and Cancel leave all as it is. */
export function AlertDialog(props: AlertDialogProps) {
  const [wasOpened, setWasOpened] = useState(false);
  // Stays once it was open, so that it can fade out and give the focus back.
  if (props.open && !wasOpened) setWasOpened(true);
  if (!wasOpened) return null;
  return (
    <Suspense>
      <OpenedAlertDialog {...props} />
    </Suspense>
  );
}
