'use client';

import { useTranslations } from 'next-intl';

/** Words a duration in milliseconds: `148 ms`, `2.1 s`. Needs the `common` messages. */
export function useDurationText(): (ms: number) => string {
  const t = useTranslations('common.duration');
  return (ms) => (ms < 1000 ? t('ms', { ms }) : t('s', { seconds: Math.round(ms / 100) / 10 }));
}
