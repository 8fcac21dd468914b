'use client';

import { lazy, Suspense, useState } from 'react';
import type { AlertDialogProps } from '@/components/ui/alert-dialog-props';

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
