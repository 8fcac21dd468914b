'use client';

import { Check, Copy, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { ButtonVariants } from '@/components/ui/button-variants';

interface CopyButtonProps extends ButtonVariants {
  /** What is copied. */
  value: string;
  /** What it is, for the button's name: "Copy the delivery's id". */
  label: string;
  /** The words on the button; without them it shows an icon alone. */
  children?: string;
  className?: string;
}

/** How long the button says "Copied", in milliseconds: long enough to read, short enough to trust the next press. */
const SHOWN_MS = 2000;

/** Copies a text, says so on the button and to screen readers, and says too when the browser refused. Needs the `common` messages. */
export function CopyButton({ value, label, children, variant, size, className }: CopyButtonProps) {
  const t = useTranslations('common');
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);

  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome('copied');
    } catch {
      // No permission, or a page that is not served by https.
      setOutcome('refused');
    }
  }

  const Icon = outcome === 'copied' ? Check : outcome === 'refused' ? X : Copy;
  return (
    <>
      <Button
        variant={variant}
        size={size ?? (children ? 'sm' : 'icon')}
        {...(className && { className })}
        aria-label={label}
        onClick={copy}
      >
        <Icon aria-hidden="true" />
        {children && (
          // All three texts share one cell, so that the button has the width of the longest.
          <span className="grid *:col-start-1 *:row-start-1">
            <span className={outcome ? 'invisible' : ''}>{children}</span>
            <span className={outcome === 'copied' ? '' : 'invisible'}>{t('copied')}</span>
          </span>
        )}
      </Button>
      <span role="status" className="sr-only">
        {outcome && t(outcome === 'copied' ? 'copied' : 'copy_refused')}
      </span>
    </>
  );
}
