'use client';

import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, type TransitionStartFunction, useLayoutEffect, useRef, useTransition } from 'react';
import type { Command, CommandGroup, CommandScope } from '@/components/panel/command-palette-commands';
import { useCommands } from '@/components/panel/use-commands';
import { cn } from '@/components/ui/cn';
import { popupItemClassName } from '@/components/ui/popup';

interface OpenedCommandPaletteProps {
  scope: CommandScope;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Its button: takes the focus afterwards where nothing had it before. */
  finalFocus: RefObject<HTMLElement | null>;
}

/** The palette itself, from its first opening on. Loaded by CommandPalette. */
export default function OpenedCommandPalette({
  scope,
  open,
  onOpenChange,
  finalFocus,
}: OpenedCommandPaletteProps) {
  const t = useTranslations('common.palette');
  const [, startTransition] = useTransition();
  const from = useRef<Element | null>(null);
  // The keys work anywhere. Before the palette takes the focus, which it does only after this.
  useLayoutEffect(() => {
    if (open) from.current = document.activeElement;
  }, [open]);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-50 bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          finalFocus={() =>
            from.current instanceof HTMLElement && from.current !== document.body && from.current.isConnected
              ? from.current
              : finalFocus.current
          }
          className="fixed top-[min(6rem,10dvh)] left-1/2 z-50 flex max-h-[min(30rem,calc(100dvh-8rem))] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-border bg-surface-raised text-text shadow-float transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <Dialog.Title className="sr-only">{t('open')}</Dialog.Title>
          <Commands scope={scope} startTransition={startTransition} onDone={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface CommandsProps {
  scope: CommandScope;
  startTransition: TransitionStartFunction;
  onDone: () => void;
}

function Commands({ scope, startTransition, onDone }: CommandsProps) {
  const t = useTranslations('common.palette');
  const groups = useCommands(scope, startTransition);
  return (
    <Autocomplete.Root
      inline
      open
      autoHighlight="always"
      keepHighlight
      items={groups}
      itemToStringValue={({ label, hint }: Command) => `${label} ${hint ?? ''}`}
    >
      <div className="flex items-center gap-2.5 border-b border-border px-4">
        <Search className="size-4 shrink-0 text-text-muted" aria-hidden="true" />
        <Autocomplete.Input
          aria-label={t('open')}
          placeholder={t('placeholder')}
          className="h-12 min-w-0 grow bg-transparent text-ellipsis outline-none pointer-coarse:text-base"
        />
      </div>
      <Autocomplete.Empty className="px-4 py-6 text-center text-text-muted empty:hidden">
        {t('nothing')}
      </Autocomplete.Empty>
      <Autocomplete.List className="overflow-y-auto p-1 empty:hidden">
        {(group: CommandGroup) => (
          <Autocomplete.Group key={group.id} items={group.items} className="pb-1">
            <Autocomplete.GroupLabel className="px-3 py-1.5 text-xs font-medium text-text-muted">
              {group.label}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.id}
                  value={command}
                  lang={command.lang}
                  onClick={() => {
                    onDone();
                    command.run();
                  }}
                  className={cn(popupItemClassName, 'justify-between')}
                >
                  <span className="max-w-3/4 shrink-0 truncate only:max-w-full">{command.label}</span>
                  {command.hint && (
                    <span className="verbatim min-w-0 truncate text-xs text-text-muted">{command.hint}</span>
                  )}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}
