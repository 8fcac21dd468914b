'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { AlertDialog } from '@/components/ui/alert-dialog';

/** The address that a plain click on a link leads to; null for clicks that leave this page as it is. */
function destinationOf(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return null;
  const { origin, pathname, search, hash } = new URL(link.href);
  const here = window.location;
  if (origin !== here.origin || (pathname === here.pathname && search === here.search)) return null;
  return `${pathname}${search}${hash}`;
}

/**
 * Asks before unsaved changes are lost: by a link, by Back and Forward (where the browser has the Navigation API),
 * by closing or reloading (where the browser asks in its own words). Needs the `form` messages.
 */
export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const t = useTranslations('form.unsaved');
  const router = useRouter();
  const [leave, setLeave] = useState<(() => void) | null>(null);

  useEffect(() => {
    if (!dirty) return;
    let leaving = false;
    const ask = (go: () => void) =>
      setLeave(() => () => {
        leaving = true;
        go();
      });
    const onClick = (event: MouseEvent) => {
      const to = leaving ? null : destinationOf(event);
      if (!to) return;
      event.preventDefault();
      event.stopPropagation();
      ask(() => router.push(to));
    };
    const onNavigate = (event: NavigateEvent) => {
      if (leaving || event.navigationType !== 'traverse' || !event.cancelable) return;
      const { key } = event.destination;
      event.preventDefault();
      ask(() => window.navigation.traverseTo(key));
    };
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!leaving) event.preventDefault();
    };
    // On the window, and before React's own listeners: afterwards Next would be on its way.
    window.addEventListener('click', onClick, true);
    window.addEventListener('beforeunload', onUnload);
    const history = 'navigation' in window ? window.navigation : null;
    history?.addEventListener('navigate', onNavigate);
    return () => {
      window.removeEventListener('click', onClick, true);
      window.removeEventListener('beforeunload', onUnload);
      history?.removeEventListener('navigate', onNavigate);
    };
  }, [dirty, router]);

  return (
    <AlertDialog
      open={leave !== null}
      onOpenChange={(open) => !open && setLeave(null)}
      title={t('title')}
      confirmLabel={t('leave')}
      cancelLabel={t('stay')}
      onConfirm={() => {
        setLeave(null);
        leave?.();
      }}
    >
      {t('text')}
    </AlertDialog>
  );
}
