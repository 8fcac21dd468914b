'use client';

import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { CommandScope } from '@/components/panel/command-palette-commands';
import { preload } from '@/components/preload';
import { Button } from '@/components/ui/button';

// A dialog with a search is much for a page to bring along that most visits do without.
const load = () => import('@/components/panel/command-palette-opened');
const OpenedCommandPalette = lazy(load);

/** The way to everything by keyboard: a button in the bar, and Ctrl K or ⌘ K anywhere. Needs the `common` messages. */
export function CommandPalette({ scope }: { scope: CommandScope }) {
  const t = useTranslations('common.palette');
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const [isListening, setListening] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (isOpen && !wasOpened) setWasOpened(true);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setOpen((open) => !open);
    };
    window.addEventListener('keydown', onKeyDown);
    setListening(true);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <>
      <Button
        ref={button}
        variant="ghost"
        size="sm"
        className="max-sm:px-2"
        aria-label={t('open')}
        aria-haspopup="dialog"
        // Not promised before it works: the server's markup is on screen before scripts are.
        aria-keyshortcuts={isListening ? 'Control+K Meta+K' : undefined}
        onPointerEnter={() => preload(load)}
        onFocus={() => preload(load)}
        onClick={() => setOpen(true)}
      >
        <Search aria-hidden="true" />
        <span className="max-md:hidden">{t('search')}</span>
        <kbd className="rounded-sm border border-border px-1.5 py-px max-md:hidden">Ctrl K</kbd>
      </Button>
      {wasOpened && (
        <Suspense>
          <OpenedCommandPalette scope={scope} open={isOpen} onOpenChange={setOpen} finalFocus={button} />
        </Suspense>
      )}
    </>
  );
}
